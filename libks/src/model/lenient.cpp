#include "model/lenient.h"

#include <optional>

#include "ks/base/text.h"
#include "model/quick_der.h"

namespace ks::model {
namespace {

/// Takes digits and signs off the front of a time; remembers its first failure.
class TimeText {
 public:
  explicit TimeText(std::string_view text) noexcept : left_(text) {}

  bool next_is_digit() const noexcept { return !left_.empty() && left_[0] >= '0' && left_[0] <= '9'; }

  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!next_is_digit()) {
        ok_ = false;
        return 0;
      }
      value = value * 10 + (left_[0] - '0');
      left_.remove_prefix(1);
    }
    return value;
  }

  bool skip(char c) {
    if (left_.empty() || left_[0] != c) return false;
    left_.remove_prefix(1);
    return true;
  }

  bool done() const noexcept { return ok_ && left_.empty(); }
  void fail() noexcept { ok_ = false; }

 private:
  std::string_view left_;
  bool ok_ = true;
};

/// ".250" as milliseconds; finer digits are dropped.
milliseconds fraction(TimeText& in) {
  milliseconds value{0};
  if (!in.skip('.') && !in.skip(',')) return value;
  if (!in.next_is_digit()) in.fail();
  for (auto unit = milliseconds(100); in.next_is_digit(); unit /= 10) value += unit * in.digits(1);
  return value;
}

std::chrono::minutes zone(TimeText& in) {
  if (in.skip('Z')) return std::chrono::minutes(0);
  const int sign = in.skip('+') ? 1 : in.skip('-') ? -1 : 0;
  const auto hours = in.digits(2);
  const auto minutes = in.digits(2);
  if (sign == 0 || hours > 14 || minutes > 59) in.fail();  // no place on earth is further than 14 hours from UTC
  return std::chrono::minutes(sign * (hours * 60 + minutes));
}

std::optional<Time> parse_time_text(std::string_view text, bool utc_time) {
  using namespace std::chrono;
  TimeText in(text);
  auto years = in.digits(utc_time ? 2 : 4);
  if (utc_time) years += years < 50 ? 2000 : 1900;  // RFC 5280, 4.1.2.5.1
  const auto month_of_year = static_cast<unsigned>(in.digits(2));
  const auto day_of_month = static_cast<unsigned>(in.digits(2));
  const auto hour = in.digits(2);
  const auto minute = in.digits(2);
  const auto second = in.next_is_digit() ? in.digits(2) : 0;
  const auto part = utc_time ? milliseconds(0) : fraction(in);
  const auto offset = zone(in);
  const auto date = year(years) / month(month_of_year) / day(day_of_month);
  if (!in.done() || !date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return Time(sys_days(date)) + hours(hour) + minutes(minute) + seconds(second) + part - offset;
}

}  // namespace

asn1::Value any_oid(asn1::Cursor& in, std::string_view what) {
  const auto value = in.take(asn1::kObjectIdentifier, what);
  if (!in.failed() && !is_oid(value.content)) {
    in.fail(Errc::damaged, std::string(what) + " is not an object identifier");
  }
  return value;
}

std::string oid_or_hex(const asn1::Value& oid) {
  auto text = asn1::oid_text(oid.content);
  return text ? *std::move(text) : "#" + text::to_hex(oid.whole);
}

std::string oid_or_hex(asn1::Cursor& in, std::string_view what) {
  const auto oid = any_oid(in, what);
  return in.failed() ? std::string() : oid_or_hex(oid);
}

Time any_time(asn1::Cursor& in, std::string_view what) {
  const auto value = in.any(what);
  if (in.failed()) return {};
  std::optional<Time> time;
  if (value.tag == asn1::kUtcTime || value.tag == asn1::kGeneralizedTime) {
    time = parse_time_text(as_text(value.content), value.tag == asn1::kUtcTime);
  }
  if (!time) in.fail(Errc::damaged, std::string(what) + " is not a time we can read");
  return time.value_or(Time{});
}

}  // namespace ks::model
