import java.io.FileInputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.HexFormat;

/**
 * What Java finds in keystores, an entry a line: Judge [FILE TYPE PROVIDER STORE-PASSWORD KEY-PASSWORD]...
 * One JVM answers for all of them; a record separator and a line end close each answer, also that of a file it refuses.
 */
public class Judge {
  private static final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i + 4 < arguments.length; i += 5) {
      try {
        show(load(arguments[i], arguments[i + 1], provider(arguments[i + 2]), arguments[i + 3]), arguments[i + 4]);
      } catch (Exception refusal) {
        out.println(refusal);
      }
      out.print("\u001e\n");
    }
  }

  /** BouncyCastle is never registered: SUN would borrow from it what it lacks, and read what no plain Java reads. */
  private static Provider provider(String name) throws Exception {
    if (!name.equals("BC")) return Security.getProvider(name);
    return (Provider) Class.forName("org.bouncycastle.jce.provider.BouncyCastleProvider")
        .getDeclaredConstructor().newInstance();
  }

  private static KeyStore load(String file, String type, Provider provider, String password) throws Exception {
    KeyStore store = KeyStore.getInstance(type, provider);
    try (FileInputStream in = new FileInputStream(file)) {
      store.load(in, password.toCharArray());
    }
    return store;
  }

  private static void show(KeyStore store, String keyPassword) throws Exception {
    for (String alias : Collections.list(store.aliases()).stream().sorted().toList()) {
      if (store.isCertificateEntry(alias)) {
        out.println(alias + "  trusted certificate  " + digest(store.getCertificate(alias).getEncoded()));
        continue;
      }
      Key key = store.getKey(alias, keyPassword.toCharArray());
      out.println(alias + (key instanceof PrivateKey ? "  private key  " : "  secret key  ") + digest(key.getEncoded()));
      Certificate[] chain = store.getCertificateChain(alias);
      for (Certificate certificate : chain == null ? new Certificate[0] : chain) {
        out.println("  " + digest(certificate.getEncoded()));
      }
    }
  }

  private static String digest(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
  }
}
