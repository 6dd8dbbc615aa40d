import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPath;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;

/**
 * Makes certificates-only SignedData: java MakeP7b.java FILE java|DER|BER|DL FILE[.crt|.crl]...
 * "java" is CertPath.getEncoded("PKCS7") of the JDK; the others are encodings of BouncyCastle.
 */
public class MakeP7b {
  public static void main(String[] args) throws Exception {
    byte[] made = args[1].equals("java") ? byJava(args) : byBouncyCastle(args);
    Files.write(Path.of(args[0]), made);
  }

  static byte[] byJava(String[] args) throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<Certificate> certificates = new ArrayList<>();
    for (int i = 2; i < args.length; ++i) {
      try (InputStream in = new FileInputStream(args[i])) {
        certificates.add(factory.generateCertificate(in));
      }
    }
    CertPath path = factory.generateCertPath(certificates);
    return path.getEncoded("PKCS7");
  }

  static byte[] byBouncyCastle(String[] args) throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    for (int i = 2; i < args.length; ++i) {
      try (InputStream in = new FileInputStream(args[i])) {
        if (args[i].endsWith(".crl")) {
          generator.addCRL(new X509CRLHolder(((X509CRL) factory.generateCRL(in)).getEncoded()));
        } else {
          generator.addCertificate(new X509CertificateHolder(factory.generateCertificate(in).getEncoded()));
        }
      }
    }
    CMSSignedData signed = generator.generate(new CMSAbsentContent());
    return signed.toASN1Structure().getEncoded(args[1]);
  }
}
