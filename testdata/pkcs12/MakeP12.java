import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.crypto.util.PBKDFConfig;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/**
 * Makes PKCS#12 files of shapes that no store and no command line offers, through BouncyCastle's bag builders. Each
 * sample is a method; run by generate-bouncycastle.sh in the folder of the samples: java -cp JARS MakeP12.java SAMPLE FILE
 */
public class MakeP12 {
  static final char[] PASSWORD = "changeit".toCharArray();
  static final AlgorithmIdentifier SHA256_PRF =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);

  public static void main(String[] args) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    PKCS12PfxPdu pfx = (PKCS12PfxPdu) MakeP12.class.getDeclaredMethod(args[0]).invoke(null);
    Files.write(Path.of(args[1]), pfx.getEncoded(ASN1Encoding.DL));
  }

  // --- samples: bags

  static PKCS12PfxPdu crlBag() throws Exception {
    return authenticated(plain(named(certificate("root"), "root"), new PKCS12SafeBagBuilder(crl("root")),
        new PKCS12SafeBagBuilder(crl("intermediate"))));
  }

  static PKCS12PfxPdu nestedSafes() throws Exception {
    PKCS12SafeBag inner = safeContents(id(named(certificate("ec256"), "web"), 1).build());
    PKCS12SafeBag outer = safeContents(id(named(key("ec256", encryptor()), "web"), 1).build(), inner);
    return authenticated(new PKCS12PfxPduBuilder().addData(outer));
  }

  static PKCS12PfxPdu nestedDeeply() throws Exception {
    return authenticated(new PKCS12PfxPduBuilder().addData(nested(4)));
  }

  static PKCS12PfxPdu nestedTooDeeply() throws Exception {
    return authenticated(new PKCS12PfxPduBuilder().addData(nested(200)));
  }

  static PKCS12PfxPdu secretBag() throws Exception {
    ASN1Encodable secret = new DERSequence(new ASN1Encodable[] {
        new ASN1ObjectIdentifier("1.2.3.4"), new DERTaggedObject(true, 0, new DERUTF8String("a secret"))});
    SafeBag bag = new SafeBag(PKCSObjectIdentifiers.secretBag, secret);
    return authenticated(plain(named(certificate("root"), "root")).addData(new PKCS12SafeBag(bag)));
  }

  static PKCS12PfxPdu unknownBag() throws Exception {
    SafeBag bag = new SafeBag(new ASN1ObjectIdentifier("1.2.3.4.5"), new DERUTF8String("something"));
    return authenticated(plain(named(certificate("root"), "root")).addData(new PKCS12SafeBag(bag)));
  }

  static PKCS12PfxPdu sdsiCertificate() throws Exception {
    CertBag sdsi = new CertBag(PKCSObjectIdentifiers.sdsiCertificate, new DERIA5String("bm90IFguNTA5"));
    SafeBag bag = new SafeBag(PKCSObjectIdentifiers.certBag, sdsi);
    return authenticated(plain(named(certificate("root"), "root")).addData(new PKCS12SafeBag(bag)));
  }

  static PKCS12PfxPdu manyCertificates() throws Exception {
    PKCS12SafeBag[] bags = new PKCS12SafeBag[40];
    for (int i = 0; i < bags.length; ++i) bags[i] = named(certificate("root"), "root " + i).build();
    return authenticated(new PKCS12PfxPduBuilder().addEncryptedData(encryptor(), bags));
  }

  // --- samples: which certificate belongs to which key

  static PKCS12PfxPdu sharedLocalKeyId() throws Exception {
    return authenticated(safes(
        List.of(id(named(key("ec256", encryptor()), "one"), 1), id(named(key("ec384", encryptor()), "two"), 1)),
        List.of(id(certificate("ec384"), 1), id(certificate("ec256"), 1), certificate("intermediate"),
            certificate("root"))));
  }

  static PKCS12PfxPdu noLocalKeyId() throws Exception {
    return authenticated(safes(List.of(key("ec256", encryptor()), key("ec384", encryptor())),
        List.of(certificate("ec384"), certificate("ec256"), certificate("intermediate"), certificate("root"))));
  }

  static PKCS12PfxPdu namesOnly() throws Exception {
    return authenticated(safes(
        List.of(named(key("ec256", encryptor()), "one"), named(key("ec384", encryptor()), "two")),
        List.of(named(certificate("ec384"), "two"), named(certificate("ec256"), "one"))));
  }

  static PKCS12PfxPdu windowsIds() throws Exception {
    return authenticated(safes(
        List.of(id(named(key("ec256", encryptor()), "one"), 1, 0, 0, 0),
            id(named(key("ec384", encryptor()), "two"), 2, 0, 0, 0)),
        List.of(id(named(certificate("ec256"), "one\0"), 1, 0, 0, 0),
            id(named(certificate("ec384"), "two\0"), 2, 0, 0, 0))));
  }

  static PKCS12PfxPdu swappedIds() throws Exception {
    return authenticated(safes(
        List.of(id(named(key("ec256", encryptor()), "one"), 1), id(named(key("ec384", encryptor()), "two"), 2)),
        List.of(id(certificate("ec256"), 2), id(certificate("ec384"), 1))));
  }

  static PKCS12PfxPdu swappedIdsPlainKeys() throws Exception {
    return authenticated(new PKCS12PfxPduBuilder()
        .addData(id(named(plainKey("ec256"), "one"), 1).build()).addData(id(named(plainKey("ec384"), "two"), 2).build())
        .addData(id(certificate("ec256"), 2).build()).addData(id(certificate("ec384"), 1).build()));
  }

  static PKCS12PfxPdu sameNames() throws Exception {
    return authenticated(safes(
        List.of(id(named(key("ec256", encryptor()), "web"), 1), id(named(key("ec384", encryptor()), "web"), 2)),
        List.of(id(named(certificate("ec256"), "web"), 1), id(named(certificate("ec384"), "web"), 2))));
  }

  static PKCS12PfxPdu sharedKey() throws Exception {
    return authenticated(safes(List.of(id(named(key("server", encryptor()), "web"), 1)),
        List.of(id(certificate("server"), 1), certificate("server-renewed"), certificate("intermediate"),
            certificate("root"))));
  }

  static PKCS12PfxPdu foreignCertificate() throws Exception {
    return authenticated(new PKCS12PfxPduBuilder().addData(id(named(plainKey("ec256"), "web"), 1).build())
        .addData(id(named(certificate("server"), "web"), 1).build()));
  }

  // --- samples: algorithms

  static PKCS12PfxPdu scrypt() throws Exception {
    return authenticated(identity(encryptor(new ScryptConfig.Builder(1024, 8, 1).withSaltLength(16).build())));
  }

  static PKCS12PfxPdu prfSha1() throws Exception { return prf(PKCSObjectIdentifiers.id_hmacWithSHA1); }
  static PKCS12PfxPdu prfSha224() throws Exception { return prf(PKCSObjectIdentifiers.id_hmacWithSHA224); }
  static PKCS12PfxPdu prfSha384() throws Exception { return prf(PKCSObjectIdentifiers.id_hmacWithSHA384); }
  static PKCS12PfxPdu prfSha512() throws Exception { return prf(PKCSObjectIdentifiers.id_hmacWithSHA512); }
  static PKCS12PfxPdu prfSha3With224() throws Exception { return prf(NISTObjectIdentifiers.id_hmacWithSHA3_224); }
  static PKCS12PfxPdu prfSha3With256() throws Exception { return prf(NISTObjectIdentifiers.id_hmacWithSHA3_256); }
  static PKCS12PfxPdu prfSha3With384() throws Exception { return prf(NISTObjectIdentifiers.id_hmacWithSHA3_384); }
  static PKCS12PfxPdu prfSha3With512() throws Exception { return prf(NISTObjectIdentifiers.id_hmacWithSHA3_512); }

  static PKCS12PfxPdu saltOf1() throws Exception { return salt(1); }
  static PKCS12PfxPdu saltOf64() throws Exception { return salt(64); }

  static PKCS12PfxPdu aesGcm() throws Exception {
    PBKDFConfig derivation = config(SHA256_PRF, 16);
    OutputEncryptor gcm = new JcePKCSPBEOutputEncryptorBuilder(derivation, NISTObjectIdentifiers.id_aes256_GCM)
        .setProvider("BC").build(PASSWORD);
    return authenticated(new PKCS12PfxPduBuilder().addData(named(key("ec256", gcm), "web").build()));
  }

  /** A MAC under another password than the keys and certificates. */
  static PKCS12PfxPdu twoPasswords() throws Exception {
    return identity(encryptor()).build(mac(), "integrity".toCharArray());
  }

  // --- what they are made of

  static PKCS12PfxPdu authenticated(PKCS12PfxPduBuilder builder) throws Exception {
    return builder.build(mac(), PASSWORD);
  }

  static JcePKCS12MacCalculatorBuilder mac() {
    return new JcePKCS12MacCalculatorBuilder(NISTObjectIdentifiers.id_sha256).setProvider("BC").setIterationCount(2048);
  }

  static OutputEncryptor encryptor() throws Exception { return encryptor(config(SHA256_PRF, 16)); }

  static OutputEncryptor encryptor(PBKDFConfig config) throws Exception {
    return new JcePKCSPBEOutputEncryptorBuilder(config, NISTObjectIdentifiers.id_aes256_CBC)
        .setProvider("BC").build(PASSWORD);
  }

  static PBKDFConfig config(AlgorithmIdentifier prf, int saltLength) {
    return new PBKDF2Config.Builder().withIterationCount(2048).withPRF(prf).withSaltLength(saltLength).build();
  }

  static PKCS12PfxPdu prf(ASN1ObjectIdentifier prf) throws Exception {
    return authenticated(identity(encryptor(config(new AlgorithmIdentifier(prf, DERNull.INSTANCE), 16))));
  }

  static PKCS12PfxPdu salt(int length) throws Exception {
    return authenticated(identity(encryptor(config(SHA256_PRF, length))));
  }

  static PKCS12PfxPduBuilder identity(OutputEncryptor encryptor) throws Exception {
    return new PKCS12PfxPduBuilder()
        .addEncryptedData(encryptor, new PKCS12SafeBag[] {id(named(certificate("ec256"), "web"), 1).build(),
            certificate("intermediate").build(), certificate("root").build()})
        .addData(id(named(key("ec256", encryptor), "web"), 1).build());
  }

  static PKCS12PfxPduBuilder safes(List<PKCS12SafeBagBuilder> keys, List<PKCS12SafeBagBuilder> certificates)
      throws Exception {
    PKCS12PfxPduBuilder builder = new PKCS12PfxPduBuilder();
    builder.addEncryptedData(encryptor(), built(certificates));
    for (PKCS12SafeBag key : built(keys)) builder.addData(key);
    return builder;
  }

  static PKCS12SafeBag[] built(List<PKCS12SafeBagBuilder> builders) {
    return builders.stream().map(PKCS12SafeBagBuilder::build).toArray(PKCS12SafeBag[]::new);
  }

  static PKCS12PfxPduBuilder plain(PKCS12SafeBagBuilder... builders) throws Exception {
    PKCS12PfxPduBuilder pfx = new PKCS12PfxPduBuilder();
    for (PKCS12SafeBagBuilder builder : builders) pfx.addData(builder.build());
    return pfx;
  }

  static PKCS12SafeBag safeContents(PKCS12SafeBag... bags) {
    ASN1EncodableVector inside = new ASN1EncodableVector();
    for (PKCS12SafeBag bag : bags) inside.add(bag.toASN1Structure());
    return new PKCS12SafeBag(new SafeBag(PKCSObjectIdentifiers.safeContentsBag, new DERSequence(inside)));
  }

  /** A certificate in a safe in a safe in a safe …, so many of them. */
  static PKCS12SafeBag nested(int depth) throws Exception {
    PKCS12SafeBag bag = named(certificate("root"), "root").build();
    for (int i = 0; i < depth; ++i) bag = safeContents(bag);
    return bag;
  }

  static PKCS12SafeBagBuilder named(PKCS12SafeBagBuilder bag, String name) {
    return bag.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, new DERBMPString(name));
  }

  static PKCS12SafeBagBuilder id(PKCS12SafeBagBuilder bag, int... octets) {
    byte[] id = new byte[octets.length];
    for (int i = 0; i < id.length; ++i) id[i] = (byte) octets[i];
    return bag.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, new DEROctetString(id));
  }

  static PKCS12SafeBagBuilder certificate(String name) throws Exception {
    try (InputStream in = new FileInputStream("../pki/" + name + ".crt")) {
      byte[] der = CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
      return new PKCS12SafeBagBuilder(new X509CertificateHolder(der));
    }
  }

  static X509CRLHolder crl(String name) throws Exception {
    try (InputStream in = new FileInputStream("../pki/" + name + ".crl")) {
      return new X509CRLHolder(((X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in)).getEncoded());
    }
  }

  static PrivateKeyInfo pkcs8(String name) throws Exception {
    String pem = Files.readString(Path.of("../pki/" + name + ".key")).replaceAll("-----[A-Z ]+-----", "");
    return PrivateKeyInfo.getInstance(Base64.getMimeDecoder().decode(pem));
  }

  static PKCS12SafeBagBuilder key(String name, OutputEncryptor encryptor) throws Exception {
    return new PKCS12SafeBagBuilder(pkcs8(name), encryptor);
  }

  static PKCS12SafeBagBuilder plainKey(String name) throws Exception { return new PKCS12SafeBagBuilder(pkcs8(name)); }
}
