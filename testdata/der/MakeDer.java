import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/**
 * Makes OneAsymmetricKey of version 2 (RFC 5958) of an Ed25519 key: java MakeDer.java KEY PLAIN-OUT WITH-ATTRIBUTE-OUT.
 */
public class MakeDer {
  public static void main(String[] args) throws Exception {
    String pem = Files.readString(Path.of(args[0])).replaceAll("-----[A-Z ]+-----", "");
    byte[] pkcs8 = Base64.getMimeDecoder().decode(pem);
    PrivateKeyInfo version1 = PrivateKeyInfo.getInstance(pkcs8);
    Ed25519PrivateKeyParameters key = (Ed25519PrivateKeyParameters) PrivateKeyFactory.createKey(pkcs8);
    byte[] publicKey = key.generatePublicKey().getEncoded();
    write(args[1], version1, null, publicKey);
    Attribute name = new Attribute(new ASN1ObjectIdentifier("1.2.840.113549.1.9.9.20"),
        new DERSet(new DERUTF8String("Curdle Chairs")));
    write(args[2], version1, new DERSet(name), publicKey);
  }

  static void write(String path, PrivateKeyInfo key, DERSet attributes, byte[] publicKey) throws Exception {
    PrivateKeyInfo version2 =
        new PrivateKeyInfo(key.getPrivateKeyAlgorithm(), key.parsePrivateKey(), attributes, publicKey);
    Files.write(Path.of(path), version2.getEncoded("DER"));
  }
}
