import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Makes JKS files through java.security.KeyStore, where keytool's own checks are in the way. Run by generate.sh:
 *
 *     java MakeJks.java FILE STORE-PASSWORD ENTRY...
 *     ENTRY = cert ALIAS CRT | key ALIAS KEY-PASSWORD ALGORITHM KEY CRT[,CRT...] | sealed ALIAS DER CRT[,CRT...]|-
 *
 * Aliases and passwords are taken as written, with \\uNNNN for what an argument cannot hold.
 */
public class MakeJks {
  public static void main(String[] args) throws Exception {
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    for (int i = 2; i < args.length;) {
      String alias = text(args[i + 1]);
      switch (args[i]) {
        case "cert" -> {
          store.setCertificateEntry(alias, certificates(args[i + 2])[0]);
          i += 3;
        }
        case "key" -> {
          Key key = key(args[i + 3], args[i + 4]);
          store.setKeyEntry(alias, key, text(args[i + 2]).toCharArray(), certificates(args[i + 5]));
          i += 6;
        }
        case "sealed" -> {
          Certificate[] chain = args[i + 3].equals("-") ? null : certificates(args[i + 3]);
          store.setKeyEntry(alias, Files.readAllBytes(Path.of(args[i + 2])), chain);
          i += 4;
        }
        default -> throw new IllegalArgumentException(args[i]);
      }
    }
    try (FileOutputStream out = new FileOutputStream(args[0])) {
      store.store(out, text(args[1]).toCharArray());
    }
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
