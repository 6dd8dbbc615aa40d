#include "tls/staple.h"

#include <openssl/ocsp.h>

#include <memory>
#include <string>

#include "tls/connection.h"

namespace ks::tls {
namespace {

using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, Deleter<OCSP_RESPONSE_free>>;
using BasicPtr = std::unique_ptr<OCSP_BASICRESP, Deleter<OCSP_BASICRESP_free>>;
using IdPtr = std::unique_ptr<OCSP_CERTID, Deleter<OCSP_CERTID_free>>;

constexpr long kSkew = 300;               // seconds that two clocks may differ by
constexpr long kOldest = 7 * 24 * 3600L;  // seconds that a response is good for which says not until when

enum class Verdict { good, revoked, missing, invalid };

/// Whether `id` names `leaf`, which `issuer` issued, by whatever digest its maker took (RFC 6960, 4.1.1).
bool is_of(const OCSP_CERTID* id, const X509* leaf, const X509* issuer) {
  ASN1_OBJECT* digest = nullptr;
  OCSP_id_get0_info(nullptr, &digest, nullptr, nullptr,
                    const_cast<OCSP_CERTID*>(id));  // NOLINT: libcrypto reads it only
  const auto* method = EVP_get_digestbyobj(digest);
  const IdPtr ours(method != nullptr ? OCSP_cert_to_id(method, leaf, issuer) : nullptr);
  return ours && OCSP_id_cmp(id, ours.get()) == 0;
}

Verdict status_of(OCSP_SINGLERESP* single) {
  ASN1_GENERALIZEDTIME *from = nullptr, *until = nullptr;
  const int status = OCSP_single_get0_status(single, nullptr, nullptr, &from, &until);
  if (status == V_OCSP_CERTSTATUS_REVOKED) return Verdict::revoked;  // for good, however old the response
  if (OCSP_check_validity(from, until, kSkew, until == nullptr ? kOldest : -1) != 1) return Verdict::invalid;
  return status == V_OCSP_CERTSTATUS_GOOD ? Verdict::good : Verdict::invalid;
}

/// What the response says about `leaf`: revoked if it says so once, whatever it says besides.
Verdict status_in(OCSP_BASICRESP* basic, const X509* leaf, const X509* issuer) {
  auto verdict = Verdict::invalid;
  for (int i = 0; i < OCSP_resp_count(basic); ++i) {
    auto* single = OCSP_resp_get0(basic, i);
    if (!is_of(OCSP_SINGLERESP_get0_id(single), leaf, issuer)) continue;
    const auto status = status_of(single);
    if (status == Verdict::revoked) return status;
    if (status == Verdict::good) verdict = status;
  }
  return verdict;
}

/// Judges the response that came with this handshake. Its signer is the issuer of the leaf, or was made so by it and no
/// anchor beside it (RFC 6960, 4.2.2.2).
Verdict judge(SSL* ssl, const Policy& policy) {
  const unsigned char* bytes = nullptr;
  const long size = SSL_get_tlsext_status_ocsp_resp(ssl, &bytes);
  if (bytes == nullptr || size <= 0) return Verdict::missing;
  const crypto::ErrorMark mark;
  const ResponsePtr response(d2i_OCSP_RESPONSE(nullptr, &bytes, size));
  if (!response || OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) return Verdict::invalid;
  const BasicPtr basic(OCSP_response_get1_basic(response.get()));
  auto* chain = SSL_get0_verified_chain(ssl);
  if (!basic || sk_X509_num(chain) < 1) return Verdict::invalid;
  // Where any chain will do, the issuer that the peer showed will do to call its own certificate revoked.
  const unsigned long flags = policy.allows(Danger::What::trust_everyone) ? OCSP_NOVERIFY : OCSP_NOEXPLICIT;
  if (OCSP_basic_verify(basic.get(), chain, policy.trust.get(), flags) != 1) return Verdict::invalid;
  return status_in(basic.get(), sk_X509_value(chain, 0), sk_X509_value(chain, sk_X509_num(chain) > 1 ? 1 : 0));
}

Finding finding_for(Verdict verdict) {
  switch (verdict) {
    case Verdict::revoked:
      return {.cause = Cause::revoked,
              .depth = 0,
              .text = "the stapled OCSP response says that its certificate is revoked",
              .fix = "the server needs a new certificate"};
    case Verdict::missing:
      return {.cause = Cause::staple_missing,
              .depth = 0,
              .text = "the server stapled no OCSP response",
              .fix = "switch stapling on at the server, or do not insist on it"};
    default:
      return {
          .cause = Cause::staple_invalid,
          .depth = 0,
          .text = "the stapled OCSP response is broken, too old, of another certificate or not signed by its authority",
          .fix = "look at the server's OCSP cache and at both clocks"};
  }
}

bool is_tolerable(Verdict verdict, const Policy& policy) {
  if (verdict == Verdict::good || verdict == Verdict::revoked) return verdict == Verdict::good;
  return policy.options.revocation.stapling != Insistence::hard || policy.allows(Danger::What::trust_everyone);
}

/// SSL_CTX_set_tlsext_status_cb: 1 goes on, 0 ends the handshake, negative is our own failure.
int check_staple(SSL* ssl, void*) noexcept {
  return sheltered(-1, [ssl] {
    const auto* policy = policy_of(ssl);
    if (policy == nullptr) return -1;
    if (SSL_session_reused(ssl) == 1) return 1;  // nothing is stapled to a session; what it was made with was judged
    const auto verdict = judge(ssl, *policy);
    if (is_tolerable(verdict, *policy)) return 1;
    connection_of(ssl).refusal = finding_for(verdict);
    return 0;
  });
}

}  // namespace

void ask_for_staple(SSL_CTX* context) {
  SSL_CTX_set_tlsext_status_type(context, TLSEXT_STATUSTYPE_ocsp);
  // SSL_CTX_set_tlsext_status_cb(), which is a macro with casts of its own.
  SSL_CTX_callback_ctrl(context, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, reinterpret_cast<void (*)()>(check_staple));
}

}  // namespace ks::tls
