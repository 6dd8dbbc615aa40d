import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PKCS12Attribute;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes a store of any type through java.security.KeyStore, where keytool's own checks are in the way:
 *
 *     java [-cp JARS] MakeStore.java TYPE[:bc] FILE STORE-PASSWORD ENTRY...
 *     ENTRY = cert ALIAS CRT
 *           | key ALIAS KEY-PASSWORD ALGORITHM KEY CRT[,CRT...]
 *           | sealed ALIAS ENCRYPTED-PRIVATE-KEY-INFO CRT[,CRT...]|-
 *           | secret ALIAS KEY-PASSWORD ALGORITHM HEX
 *           | attribute OID VALUE                                      of the cert, key or secret that follows
 *
 * Aliases and passwords are taken as written, with \\uNNNN for what an argument cannot hold; "@null" is no password.
 * With ":bc" BouncyCastle makes the store. Two entries never get the same time.
 */
public class MakeStore {
  public static void main(String[] args) throws Exception {
    String[] type = args[0].split(":");
    KeyStore store = type.length == 1 ? KeyStore.getInstance(type[0]) : KeyStore.getInstance(type[0], bouncyCastle());
    store.load(null, null);
    Set<KeyStore.Entry.Attribute> attributes = new HashSet<>();
    for (int i = 3; i < args.length;) {
      String alias = text(args[i + 1]);
      switch (args[i]) {
        case "attribute" -> {
          attributes.add(new PKCS12Attribute(args[i + 1], text(args[i + 2])));
          i += 3;
          continue;
        }
        case "cert" -> {
          Certificate certificate = certificates(args[i + 2])[0];
          if (attributes.isEmpty()) store.setCertificateEntry(alias, certificate);
          else store.setEntry(alias, new KeyStore.TrustedCertificateEntry(certificate, attributes), null);
          i += 3;
        }
        case "key" -> {
          PrivateKey key = key(args[i + 3], args[i + 4]);
          Certificate[] chain = certificates(args[i + 5]);
          char[] password = password(args[i + 2]);
          if (attributes.isEmpty()) store.setKeyEntry(alias, key, password, chain);
          else store.setEntry(alias, new KeyStore.PrivateKeyEntry(key, chain, attributes), protection(password));
          i += 6;
        }
        case "sealed" -> {
          Certificate[] chain = args[i + 3].equals("-") ? null : certificates(args[i + 3]);
          store.setKeyEntry(alias, Files.readAllBytes(Path.of(args[i + 2])), chain);
          i += 4;
        }
        case "secret" -> {
          Key key = new SecretKeySpec(HexFormat.of().parseHex(args[i + 4]), args[i + 3]);
          store.setKeyEntry(alias, key, password(args[i + 2]), null);
          i += 5;
        }
        default -> throw new IllegalArgumentException(args[i]);
      }
      attributes = new HashSet<>();
      Thread.sleep(2);
    }
    try (FileOutputStream out = new FileOutputStream(args[1])) {
      store.store(out, password(args[2]));
    }
  }

  static Provider bouncyCastle() throws Exception {
    Class<?> provider = Class.forName("org.bouncycastle.jce.provider.BouncyCastleProvider");
    Security.addProvider((Provider) provider.getDeclaredConstructor().newInstance());
    return Security.getProvider("BC");
  }

  static KeyStore.ProtectionParameter protection(char[] password) {
    return new KeyStore.PasswordProtection(password);
  }

  static char[] password(String argument) {
    return argument.equals("@null") ? null : text(argument).toCharArray();
  }

  static String text(String argument) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < argument.length(); ++i) {
      if (argument.startsWith("\\u", i)) {
        out.append((char) Integer.parseInt(argument.substring(i + 2, i + 6), 16));
        i += 5;
      } else {
        out.append(argument.charAt(i));
      }
    }
    return out.toString();
  }

  static PrivateKey key(String algorithm, String path) throws Exception {
    String pem = Files.readString(Path.of(path)).replaceAll("-----[A-Z ]+-----", "");
    byte[] der = Base64.getMimeDecoder().decode(pem);
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  static Certificate[] certificates(String paths) throws Exception {
    List<Certificate> found = new ArrayList<>();
    for (String path : paths.split(",")) {
      found.addAll(CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(new FileInputStream(path).readAllBytes())));
    }
    return found.toArray(new Certificate[0]);
  }
}
