#include "support/manual.h"

#include <sstream>
#include <vector>

#include <CLI/CLI.hpp>

namespace ks::tool {
namespace {

/// Whether a subcommand or option is for people: those of an empty group are not.
template <class T>
bool is_shown(const T* thing) {
  return !thing->get_group().empty();
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return is_shown(command); });
}

std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return is_shown(option) && option->nonpositional(); });
}

std::vector<const CLI::Option*> arguments_of(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return is_shown(option) && option->get_positional(); });
}

/// "ks convert"
std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : full_name(*app.get_parent()) + " " + app.get_name();
}

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : between) + word;
  return all;
}

std::vector<std::string> spellings(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const auto& name : option.get_snames()) names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

/// Text for roff: a backslash, a leading dot or quote, and every minus sign that somebody may copy.
std::string roff(const std::string& text) {
  std::string safe;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) safe += "\\&";
    if (c == '\\') safe += "\\e";
    else if (c == '-') safe += "\\-";
    else safe += c;
    line_start = c == '\n';
  }
  return safe;
}

void man_synopsis(std::ostringstream& out, const CLI::App& app) {
  out << ".SH SYNOPSIS\n.B " << roff(full_name(app)) << "\n";
  if (!commands_of(app).empty()) out << ".I COMMAND\n";
  out << "[\\fIOPTION\\fR...]";
  for (const auto* argument : arguments_of(app)) {
    out << " \\fI" << roff(argument->get_name(true)) << "\\fR" << (argument->get_items_expected_max() > 1 ? "..." : "");
  }
  out << "\n";
}

void man_entry(std::ostringstream& out, const std::string& term, const std::string& description) {
  out << ".TP\n" << term << "\n" << roff(description) << "\n";
}

void man_options(std::ostringstream& out, const CLI::App& app) {
  out << ".SH OPTIONS\n";
  for (const auto* option : options_of(app)) {
    std::string term = "\\fB" + roff(joined(spellings(*option), ", ")) + "\\fR";
    if (takes_value(*option)) term += " \\fI" + roff(option->get_type_name()) + "\\fR";
    man_entry(out, term, option->get_description());
  }
}

/// The footer: paragraphs, and the examples as they are typed.
void man_footer(std::ostringstream& out, const std::string& footer) {
  if (footer.empty()) return;
  out << ".SH NOTES\n.nf\n" << roff(footer) << "\n.fi\n";
}

void man_commands(std::ostringstream& out, const CLI::App& app) {
  const auto commands = commands_of(app);
  if (commands.empty()) return;
  out << ".SH COMMANDS\n";
  for (const auto* command : commands) {
    man_entry(out, "\\fB" + roff(full_name(*command)) + "\\fR(1)", command->get_description());
  }
}

std::string bash_case(const CLI::App& command) {
  std::vector<std::string> words;
  for (const auto* option : options_of(command)) {
    for (auto& name : spellings(*option)) words.push_back(std::move(name));
  }
  return "    " + command.get_name() + ") words='" + joined(words, " ") + "' ;;\n";
}

std::string bash(const CLI::App& app) {
  std::vector<std::string> names;
  std::string cases;
  for (const auto* command : commands_of(app)) {
    names.push_back(command->get_name());
    cases += bash_case(*command);
  }
  return "# bash completion for ks\n"
         "_ks() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} words\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
         "    COMPREPLY=($(compgen -W '" +
         joined(names, " ") +
         " --help --version' -- \"$current\"))\n"
         "    return\n"
         "  fi\n"
         "  case ${COMP_WORDS[1]} in\n" +
         cases +
         "  esac\n"
         "  case $current in\n"
         "    -*) COMPREPLY=($(compgen -W \"$words\" -- \"$current\")) ;;\n"
         "    *) COMPREPLY=($(compgen -f -- \"$current\")) ;;\n"
         "  esac\n"
         "}\n"
         "complete -o filenames -F _ks ks\n";
}

/// Text inside single quotes of any of the shells.
std::string quoted(const std::string& text) {
  std::string safe;
  for (const char c : text) safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return "'" + safe + "'";
}

std::string fish(const CLI::App& app) {
  std::string script = "# fish completion for ks\n";
  for (const auto* command : commands_of(app)) {
    script += "complete -c ks -n __fish_use_subcommand -a " + command->get_name() + " -d " +
              quoted(command->get_description()) + "\n";
    for (const auto* option : options_of(*command)) {
      script += "complete -c ks -n '__fish_seen_subcommand_from " + command->get_name() + "'";
      for (const auto& name : option->get_snames()) script += " -s " + name;
      for (const auto& name : option->get_lnames()) script += " -l " + name;
      script += std::string(takes_value(*option) ? " -r" : "") + " -d " + quoted(option->get_description()) + "\n";
    }
  }
  return script;
}

/// Brackets and colons mean something to _arguments.
std::string zsh_text(const std::string& text) {
  std::string safe;
  for (const char c : text) safe += (c == '[' || c == ']' || c == ':') ? std::string("\\") + c : std::string(1, c);
  return safe;
}

std::string zsh(const CLI::App& app) {
  std::string names;
  std::string cases;
  for (const auto* command : commands_of(app)) {
    names += "    " + quoted(command->get_name() + ":" + zsh_text(command->get_description())) + "\n";
    cases += "    " + command->get_name() + ")\n      _arguments";
    for (const auto* option : options_of(*command)) {
      for (const auto& name : spellings(*option)) {
        cases +=
            " \\\n        " + quoted("*" + name + "[" + zsh_text(option->get_description()) + "]" +
                                     (takes_value(*option) ? ":" + zsh_text(option->get_type_name()) + ":_files" : ""));
      }
    }
    cases += " \\\n        '*:file:_files' ;;\n";
  }
  return "#compdef ks\n"
         "_ks() {\n"
         "  local -a commands\n"
         "  commands=(\n" +
         names +
         "  )\n"
         "  if (( CURRENT == 2 )); then\n"
         "    _describe command commands\n"
         "    return\n"
         "  fi\n"
         "  local command=$words[2]\n"
         "  shift words\n"
         "  (( CURRENT-- ))\n"
         "  case $command in\n" +
         cases +
         "  esac\n"
         "}\n"
         "_ks \"$@\"\n";
}

}  // namespace

std::string man_page(const CLI::App& app, const std::string& version) {
  auto title = full_name(app);
  for (auto& c : title) c = c == ' ' ? '-' : c;
  std::ostringstream out;
  out << ".TH " << roff(title) << " 1 \"\" \"libks " << version << "\" \"User Commands\"\n"
      << ".SH NAME\n"
      << roff(title) << " \\- " << roff(app.get_description()) << "\n";
  man_synopsis(out, app);
  man_commands(out, app);
  man_options(out, app);
  man_footer(out, app.get_footer());
  out << ".SH SEE ALSO\n" << (app.get_parent() == nullptr ? "keytool(1), openssl(1)" : "ks(1)") << "\n";
  return out.str();
}

Result<std::string> completion(const CLI::App& app, const std::string& shell) {
  if (shell == "bash") return bash(app);
  if (shell == "zsh") return zsh(app);
  if (shell == "fish") return fish(app);
  return failure(Errc::usage, "completions are there for bash, zsh and fish");
}

}  // namespace ks::tool
