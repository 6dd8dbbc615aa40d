#include "ks/base/time.h"

#include <charconv>
#include <cstdlib>
#include <string_view>

#include "ks/base/text.h"

namespace ks {
namespace {

using std::chrono::sys_days;

constexpr Time kYear0 = sys_days(std::chrono::year(0) / 1 / 1);
constexpr Time kYear10000 = sys_days(std::chrono::year(10000) / 1 / 1);

/// Reads a time from left to right; after the first thing missing everything is 0 and ok() false.
class TimeText {
 public:
  explicit TimeText(std::string_view text) noexcept : left_(text) {}

  int digits(std::size_t count) noexcept {
    int value = 0;
    for (; count > 0; --count) {
      ok_ = ok_ && next_is_digit();
      if (!ok_) return 0;
      value = value * 10 + (left_.front() - '0');
      left_.remove_prefix(1);
    }
    return value;
  }
  /// Takes one of `any`; NUL if it is not there.
  char one_of(std::string_view any) noexcept {
    if (left_.empty() || any.find(left_.front()) == std::string_view::npos) return '\0';
    const char found = left_.front();
    left_.remove_prefix(1);
    return found;
  }
  void expect(std::string_view any) noexcept { ok_ = one_of(any) != '\0' && ok_; }
  /// False after a failure, so that loops end.
  [[nodiscard]] bool next_is_digit() const noexcept {
    return ok_ && !left_.empty() && left_.front() >= '0' && left_.front() <= '9';
  }
  [[nodiscard]] bool ok() const noexcept { return ok_; }
  [[nodiscard]] bool at_end() const noexcept { return left_.empty(); }

 private:
  std::string_view left_;
  bool ok_ = true;
};

/// RFC 3339, 5.6: as many digits as the writer liked; what is finer than ours is cut off.
milliseconds fraction(TimeText& text) {
  if (text.one_of(".") == '\0') return {};
  int value = text.digits(1) * 100;
  if (text.next_is_digit()) value += text.digits(1) * 10;
  if (text.next_is_digit()) value += text.digits(1);
  while (text.next_is_digit()) text.digits(1);
  return milliseconds(value);
}

std::optional<std::chrono::minutes> offset(TimeText& text) {
  if (text.one_of("Zz") != '\0') return std::chrono::minutes(0);
  const char sign = text.one_of("+-");
  const auto hour = text.digits(2);
  text.expect(":");
  const auto minute = text.digits(2);
  if (sign == '\0' || hour > 23 || minute > 59) return std::nullopt;
  const auto value = std::chrono::hours(hour) + std::chrono::minutes(minute);
  return sign == '-' ? -value : value;
}

std::optional<Time> parse_rfc3339(std::string_view whole) {
  namespace chrono = std::chrono;
  TimeText text(whole);
  const chrono::year year(text.digits(4));
  text.expect("-");
  const chrono::month month(static_cast<unsigned>(text.digits(2)));
  text.expect("-");
  const chrono::day day(static_cast<unsigned>(text.digits(2)));
  text.expect("Tt");
  const auto hour = text.digits(2);
  text.expect(":");
  const auto minute = text.digits(2);
  text.expect(":");
  const auto second = text.digits(2);
  const auto part = fraction(text);
  const auto zone = offset(text);
  const auto date = year / month / day;
  const int last_second = minute == 59 ? 60 : 59;  // a leap second, which reads as the second after it
  if (!text.ok() || !text.at_end() || !zone || !date.ok()) return std::nullopt;
  if (hour > 23 || minute > 59 || second > last_second) return std::nullopt;
  return Time(sys_days(date)) + chrono::hours(hour) + chrono::minutes(minute) + chrono::seconds(second) + part - *zone;
}

/// printf's "%0*u", of which a listing needs some for each entry.
void append_digits(std::string& to, unsigned number, std::size_t width) {
  to.append(width, '0');
  for (auto digit = to.rbegin(); number > 0; ++digit, number /= 10) *digit = static_cast<char>('0' + number % 10);
}

/// "@-99999999999999ms"
std::optional<Time> parse_raw(std::string_view text) {
  if (text.size() < 4 || text.front() != '@' || !text.ends_with("ms")) return std::nullopt;
  text = text.substr(1, text.size() - 3);
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return Time(milliseconds(count));
}

}  // namespace

bool is_rfc3339(Time time) noexcept { return time >= kYear0 && time < kYear10000; }

std::string to_text(Time time) {
  if (!is_rfc3339(time)) return "@" + std::to_string(time.time_since_epoch().count()) + "ms";
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text;
  const auto append = [&text](auto number, std::size_t width, std::string_view after) {
    append_digits(text, static_cast<unsigned>(number), width);
    text += after;
  };
  append(static_cast<int>(date.year()), 4, "-");
  append(static_cast<unsigned>(date.month()), 2, "-");
  append(static_cast<unsigned>(date.day()), 2, "T");
  append(clock.hours().count(), 2, ":");
  append(clock.minutes().count(), 2, ":");
  append(clock.seconds().count(), 2, "");
  if (const auto part = clock.subseconds().count(); part != 0) {
    text += '.';
    append(part, 3, "");
  }
  return text + 'Z';
}

Result<Time> parse_time(std::string_view text) {
  if (const auto time = parse_rfc3339(text)) return *time;
  if (const auto time = parse_raw(text)) return *time;
  return failure(Errc::damaged, "not an RFC 3339 time: " + text::shown(text), "one looks like 2026-01-31T12:00:00Z");
}

Result<Time> current_time() {
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  if (epoch == nullptr) return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  const std::string_view text(epoch);
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const auto last = std::chrono::floor<std::chrono::seconds>(kYear10000 - milliseconds(1)).time_since_epoch().count();
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0 || seconds > last) {
    return failure(Errc::usage, "SOURCE_DATE_EPOCH is not a number of seconds since 1970",
                   "unset it, or set it as `date +%s` prints it");
  }
  return Time(std::chrono::seconds(seconds));
}

}  // namespace ks
