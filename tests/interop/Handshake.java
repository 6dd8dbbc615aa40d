import java.io.FileInputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** What a server says to Java with a keystore: Handshake URL PASSWORD TRUSTSTORE [KEYSTORE]; types by extension. */
public class Handshake {
  private static final int DEADLINE = 20_000; // milliseconds

  public static void main(String[] arguments) throws Exception {
    URL url = new URL(arguments[0]);
    char[] password = arguments[1].toCharArray();
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(load(arguments[2], password));
    KeyManager[] keys = arguments.length > 3 ? keys(arguments[3], password) : null;
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    System.out.println("HttpsURLConnection " + verdict(() -> byConnection(url, context)));
    System.out.println("SSLSocket " + verdict(() -> bySocket(url, context)));
  }

  private interface Request { String send() throws Exception; }

  private static String verdict(Request request) {
    try {
      String reply = request.send();
      boolean in = reply.matches("(?s).*\\b200\\b.*Subject: [^\\n]*CN ?= ?client\\b.*");
      return in ? "in" : "refused";
    } catch (java.net.SocketTimeoutException late) {
      return "timed out";
    } catch (java.io.IOException refused) {
      return "refused";
    } catch (Exception wrong) {
      return wrong.toString();
    }
  }

  private static String byConnection(URL url, SSLContext context) throws Exception {
    HttpsURLConnection connection = (HttpsURLConnection) url.openConnection();
    connection.setSSLSocketFactory(context.getSocketFactory());
    connection.setConnectTimeout(DEADLINE);
    connection.setReadTimeout(DEADLINE);
    connection.setRequestProperty("Connection", "close"); // s_server serves one at a time
    try {
      int status = connection.getResponseCode();
      return status + "\n" + new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      connection.disconnect();
    }
  }

  private static String bySocket(URL url, SSLContext context) throws Exception {
    try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(DEADLINE);
      OutputStream out = socket.getOutputStream();
      out.write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static KeyManager[] keys(String path, char[] password) throws Exception {
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(load(path, password), password);
    return factory.getKeyManagers();
  }

  private static KeyStore load(String path, char[] password) throws Exception {
    KeyStore store = KeyStore.getInstance(path.endsWith(".jks") ? "JKS" : "PKCS12");
    try (FileInputStream in = new FileInputStream(path)) {
      store.load(in, password);
    }
    return store;
  }
}
