#pragma once

#include "support/program.h"

/// The subcommands of `ks`, one file each: `add_NAME` declares its arguments and puts what is to be done into `action`.
namespace ks::tool {

void add_list(CLI::App& app, Action& action);
void add_convert(CLI::App& app, Action& action);
void add_add(CLI::App& app, Action& action);
void add_export(CLI::App& app, Action& action);
void add_remove(CLI::App& app, Action& action);
void add_rename(CLI::App& app, Action& action);
void add_passwd(CLI::App& app, Action& action);
void add_probe(CLI::App& app, Action& action);
void add_completion(CLI::App& app, Action& action);
void add_manual(CLI::App& app, Action& action);

}  // namespace ks::tool
