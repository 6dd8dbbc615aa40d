#include "tls/staple.h"

#include <openssl/ocsp.h>

#include <memory>
#include <new>
#include <string>

#include "tls/connection.h"

namespace ks::tls {
namespace {

using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, Deleter<OCSP_RESPONSE_free>>;
using BasicPtr = std::unique_ptr<OCSP_BASICRESP, Deleter<OCSP_BASICRESP_free>>;
using IdPtr = std::unique_ptr<OCSP_CERTID, Deleter<OCSP_CERTID_free>>;

constexpr long kSkew = 300;  // seconds that two clocks may differ by

enum class Verdict { good, revoked, missing, invalid };

/// What the response says about `leaf`.
Verdict status_of(OCSP_BASICRESP* basic, X509* leaf, X509* issuer) {
  const IdPtr id(OCSP_cert_to_id(nullptr, leaf, issuer));
  int status = V_OCSP_CERTSTATUS_UNKNOWN, reason = 0;
  ASN1_GENERALIZEDTIME *revoked_at = nullptr, *from = nullptr, *until = nullptr;
  if (!id || OCSP_resp_find_status(basic, id.get(), &status, &reason, &revoked_at, &from, &until) != 1) {
    return Verdict::invalid;
  }
  if (status == V_OCSP_CERTSTATUS_REVOKED) return Verdict::revoked;  // for good, however old the response
  if (OCSP_check_validity(from, until, kSkew, -1) != 1) return Verdict::invalid;
  return status == V_OCSP_CERTSTATUS_GOOD ? Verdict::good : Verdict::invalid;
}

/// Judges the response that came with this handshake.
Verdict judge(SSL* ssl) {
  const unsigned char* bytes = nullptr;
  const long size = SSL_get_tlsext_status_ocsp_resp(ssl, &bytes);
  if (bytes == nullptr || size <= 0) return Verdict::missing;
  const crypto::ErrorMark mark;
  const ResponsePtr response(d2i_OCSP_RESPONSE(nullptr, &bytes, size));
  if (!response || OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) return Verdict::invalid;
  const BasicPtr basic(OCSP_response_get1_basic(response.get()));
  auto* chain = SSL_get0_verified_chain(ssl);
  if (!basic || sk_X509_num(chain) < 1) return Verdict::invalid;
  X509* leaf = sk_X509_value(chain, 0);
  X509* issuer = sk_X509_value(chain, sk_X509_num(chain) > 1 ? 1 : 0);
  if (OCSP_basic_verify(basic.get(), chain, SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl)), 0) != 1) {
    return Verdict::invalid;
  }
  return status_of(basic.get(), leaf, issuer);
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

/// SSL_CTX_set_tlsext_status_cb: 1 goes on, 0 ends the handshake, negative is our own failure.
int check_staple(SSL* ssl, void*) noexcept {
  try {
    const auto* policy = policy_of(ssl);
    if (policy == nullptr || policy->allows(Danger::What::trust_everyone)) return 1;
    const auto verdict = judge(ssl);
    const bool insists = policy->options.revocation.stapling == Insistence::hard;
    if (verdict == Verdict::good || (verdict != Verdict::revoked && !insists)) return 1;
    connection_of(ssl).refusal = finding_for(verdict);
    return 0;
  } catch (const std::bad_alloc&) {
    return -1;
  }
}

}  // namespace

void ask_for_staple(SSL_CTX* context) {
  SSL_CTX_set_tlsext_status_type(context, TLSEXT_STATUSTYPE_ocsp);
  // SSL_CTX_set_tlsext_status_cb(), which is a macro with casts of its own.
  SSL_CTX_callback_ctrl(context, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, reinterpret_cast<void (*)()>(check_staple));
}

}  // namespace ks::tls
