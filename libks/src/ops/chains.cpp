#include "ops/chains.h"

#include <set>
#include <utility>

namespace ks {

void Pool::add(const Store& pile) {
  for (const auto& entry : pile) {
    for (auto& certificate : entry.certificates()) {
      if (seen_.insert(key_of(certificate.der())).second) certificates_.push_back(std::move(certificate));
    }
  }
}

void Pool::index() {
  for (; indexed_ < certificates_.size(); ++indexed_) {
    const auto& fields = certificates_[indexed_].fields();
    if (!fields) continue;  // carried along, but it can be nobody's leaf or issuer
    by_spki_.emplace(key_of(fields->spki), indexed_);
    by_subject_.emplace(fields->subject.canonical(), indexed_);
  }
}

std::vector<Certificate> Pool::found(const Index& index_of, std::string_view key) {
  index();
  std::set<std::size_t> places;  // in the order of the files
  for (auto [at, end] = index_of.equal_range(key); at != end; ++at) places.insert(at->second);
  std::vector<Certificate> certificates;
  for (const auto place : places) certificates.push_back(certificates_[place]);
  return certificates;
}

/// Of several that fit, the one valid for longest.
std::optional<Certificate> latest(const std::vector<Certificate>& candidates) {
  std::optional<Certificate> best;
  for (const auto& candidate : candidates) {
    if (!best || candidate.fields()->not_after > best->fields()->not_after) best = candidate;
  }
  return best;
}

namespace {

std::optional<Certificate> issuer_of(const Certificate& certificate, Pool& pool) {
  std::vector<Certificate> candidates;
  for (auto& candidate : pool.of_subject(certificate.fields()->issuer)) {
    if (candidate != certificate && may_have_issued(candidate, certificate)) candidates.push_back(std::move(candidate));
  }
  return latest(candidates);
}

}  // namespace

/// From `leaf` up to a self-issued certificate, a missing issuer or a loop.
Chain chain_from(const Certificate& leaf, Pool& pool) {
  Chain chain{.certificates = {leaf}};
  std::unordered_set<std::string_view> seen{key_of(leaf.der())};
  while (chain.certificates.back().fields() && !chain.certificates.back().fields()->self_issued()) {
    const auto& last = chain.certificates.back();
    const auto issuer = issuer_of(last, pool);
    if (!issuer) {
      chain.missing = "no issuer for " + last.describe();
      break;
    }
    if (!seen.insert(key_of(issuer->der())).second) break;
    chain.certificates.push_back(*issuer);
  }
  return chain;
}

}  // namespace ks
