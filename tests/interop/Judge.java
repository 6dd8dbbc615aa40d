import java.io.FileInputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.HexFormat;

/** What Java finds in a keystore, an entry a line: Judge FILE TYPE PROVIDER STORE-PASSWORD KEY-PASSWORD. */
public class Judge {
  public static void main(String[] arguments) throws Exception {
    if (arguments[2].equals("BC")) {
      Security.addProvider((java.security.Provider)
          Class.forName("org.bouncycastle.jce.provider.BouncyCastleProvider").getDeclaredConstructor().newInstance());
    }
    KeyStore store = KeyStore.getInstance(arguments[1], arguments[2]);
    try (FileInputStream in = new FileInputStream(arguments[0])) {
      store.load(in, arguments[3].toCharArray());
    }
    for (String alias : Collections.list(store.aliases()).stream().sorted().toList()) {
      if (store.isCertificateEntry(alias)) {
        System.out.println(alias + "  trusted certificate  " + digest(store.getCertificate(alias).getEncoded()));
        continue;
      }
      Key key = store.getKey(alias, arguments[4].toCharArray());
      System.out.println(alias + (key instanceof PrivateKey ? "  private key  " : "  secret key  ") + digest(key.getEncoded()));
      Certificate[] chain = store.getCertificateChain(alias);
      for (Certificate certificate : chain == null ? new Certificate[0] : chain) {
        System.out.println("  " + digest(certificate.getEncoded()));
      }
    }
  }

  private static String digest(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
  }
}
