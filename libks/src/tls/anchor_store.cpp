#include "tls/anchor_store.h"

#include <new>
#include <utility>
#include <vector>

namespace ks::tls {
namespace {

using Index = Anchors::Index;
using SharedIndex = std::shared_ptr<const Index>;

void free_index(void*, void* owned, CRYPTO_EX_DATA*, int, long, void*) { delete static_cast<SharedIndex*>(owned); }

int place_in_store() {
  static const int kPlace = X509_STORE_get_ex_new_index(0, nullptr, nullptr, nullptr, free_index);
  return kPlace;
}

const Index& index_of(const X509_STORE* store) {
  return **static_cast<const SharedIndex*>(X509_STORE_get_ex_data(store, place_in_store()));
}

bool is_valid_now(X509_STORE_CTX* context, const X509* certificate) {
  return X509_cmp_timeframe(X509_STORE_CTX_get0_param(context), X509_get0_notBefore(certificate),
                            X509_get0_notAfter(certificate)) == 0;
}

bool expires_later(const X509* a, const X509* b) {
  return ASN1_TIME_compare(X509_get0_notAfter(a), X509_get0_notAfter(b)) > 0;
}

/// The issuer of `of` among the anchors: the first that is valid, else the one that was so last. Borrowed.
X509* issuer_in(const Index& index, X509_STORE_CTX* context, X509* of) {
  const auto may_have_issued = X509_STORE_CTX_get_check_issued(context);
  X509* best = nullptr;
  index.each_of(X509_get_issuer_name(of), [&](X509* candidate) {
    if (may_have_issued(context, of, candidate) != 1) return true;
    const bool valid = is_valid_now(context, candidate);
    if (valid || best == nullptr || expires_later(candidate, best)) best = candidate;
    return !valid;
  });
  return best;
}

int find_issuer(X509** issuer, X509_STORE_CTX* context, X509* of) {
  X509* ours = issuer_in(index_of(X509_STORE_CTX_get0_store(context)), context, of);
  if (ours == nullptr) return X509_STORE_CTX_get1_issuer(issuer, context, of);
  X509* added = nullptr;  // by the program that uses the store
  if (!is_valid_now(context, ours) && X509_STORE_CTX_get1_issuer(&added, context, of) == 1) {
    if (is_valid_now(context, added) || expires_later(added, ours)) {
      *issuer = added;
      return 1;
    }
    X509_free(added);
  }
  X509_up_ref(ours);
  *issuer = ours;
  return 1;
}

/// X509_STORE_CTX_get_issuer_fn: 1 and an issuer of its own, 0 if there is none, negative on an error.
int get_issuer(X509** issuer, X509_STORE_CTX* context, X509* of) {
  return sheltered(-1, [=] { return find_issuer(issuer, context, of); });
}

/// Owns the lock of a store's objects.
class Locked {
 public:
  explicit Locked(X509_STORE* store) : store_(store), held_(X509_STORE_lock(store) == 1) {}
  ~Locked() {
    if (held_) X509_STORE_unlock(store_);
  }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;
  explicit operator bool() const noexcept { return held_; }

 private:
  X509_STORE* store_;
  bool held_;
};

/// Calls `visit(X509*)` for the certificates of this subject that are in the store itself. Holds its lock.
template <class Visit>
void each_object(STACK_OF(X509_OBJECT) * objects, const X509_NAME* subject, Visit visit) {
  const int first = X509_OBJECT_idx_by_subject(objects, X509_LU_X509, subject);
  for (int i = first; i >= 0 && i < sk_X509_OBJECT_num(objects); ++i) {
    X509* certificate = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
    if (certificate == nullptr || X509_NAME_cmp(X509_get_subject_name(certificate), subject) != 0) return;
    visit(certificate);
  }
}

bool push(STACK_OF(X509) * stack, X509* certificate) {
  for (int i = 0; i < sk_X509_num(stack); ++i) {
    if (sk_X509_value(stack, i) == certificate) return true;
  }
  if (X509_up_ref(certificate) != 1) return false;
  if (sk_X509_push(stack, certificate) > 0) return true;
  X509_free(certificate);
  return false;
}

CertificateStack find_all(X509_STORE_CTX* context, const X509_NAME* subject) {
  CertificateStack found(sk_X509_new_null());
  if (!found) return nullptr;
  X509_STORE* store = X509_STORE_CTX_get0_store(context);
  bool all = true;
  index_of(store).each_of(subject, [&](X509* one) { return all = push(found.get(), one); });
  if (const Locked lock(store); lock) {
    each_object(X509_STORE_get0_objects(store), subject, [&](X509* one) { all = all && push(found.get(), one); });
  }
  return all ? std::move(found) : nullptr;
}

/// X509_STORE_CTX_lookup_certs_fn: every certificate of a subject; an empty stack, as null would mean an internal error.
STACK_OF(X509) * lookup_certs(X509_STORE_CTX* context, const X509_NAME* subject) {
  return sheltered(static_cast<STACK_OF(X509)*>(nullptr), [=] { return find_all(context, subject).release(); });
}

/// Puts all of a subject into the store at once, since a thread that finds one there asks no further.
bool copy_into(X509_STORE* store, const std::vector<X509*>& certificates, const X509_NAME* subject) {
  const Locked lock(store);
  if (!lock) return false;
  auto* objects = X509_STORE_get0_objects(store);
  if (X509_OBJECT_idx_by_subject(objects, X509_LU_X509, subject) >= 0) return true;  // another thread did
  for (X509* certificate : certificates) {
    auto* object = X509_OBJECT_new();
    if (object == nullptr) return false;
    if (X509_OBJECT_set1_X509(object, certificate) != 1 || sk_X509_OBJECT_push(objects, object) <= 0) {
      X509_OBJECT_free(object);
      return false;
    }
  }
  return true;
}

int find_one(X509_LOOKUP* lookup, const X509_NAME* subject, X509_OBJECT* found) {
  X509_STORE* store = X509_LOOKUP_get_store(lookup);
  std::vector<X509*> certificates;
  index_of(store).each_of(subject, [&](X509* one) {
    certificates.push_back(one);
    return true;
  });
  if (certificates.empty() || !copy_into(store, certificates, subject)) return 0;
  if (X509_OBJECT_set1_X509(found, certificates.front()) != 1) return 0;
  X509_free(certificates.front());
  return 1;
}

/// X509_LOOKUP_get_by_subject_fn: gives a certificate that the caller takes a reference of.
int by_subject(X509_LOOKUP* lookup, X509_LOOKUP_TYPE type, const X509_NAME* subject, X509_OBJECT* found) {
  return sheltered(0, [=] { return type == X509_LU_X509 ? find_one(lookup, subject, found) : 0; });
}

X509_LOOKUP_METHOD* lookup_method() {
  static X509_LOOKUP_METHOD* const kMethod = [] {
    auto* method = X509_LOOKUP_meth_new("libks anchors");
    if (method == nullptr || X509_LOOKUP_meth_set_get_by_subject(method, by_subject) != 1) throw std::bad_alloc();
    return method;
  }();
  return kMethod;
}

}  // namespace

StorePtr store_over(SharedIndex index) {
  StorePtr made(X509_STORE_new());
  if (!made) throw std::bad_alloc();
  X509_STORE* store = made.get();
  auto owned = std::make_unique<SharedIndex>(std::move(index));
  if (X509_STORE_set_ex_data(store, place_in_store(), owned.get()) != 1) throw std::bad_alloc();
  (void)owned.release();  // the store frees it
  if (index_of(store).partial_chain() == PartialChain::accept) X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
  X509_STORE_set_get_issuer(store, get_issuer);
  X509_STORE_set_lookup_certs(store, lookup_certs);
  if (X509_STORE_add_lookup(store, lookup_method()) == nullptr) throw std::bad_alloc();
  return made;
}

}  // namespace ks::tls
