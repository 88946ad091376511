package dev.ferry.remote.ssh;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import net.schmizz.sshj.common.Buffer;

/** A client of ssh-agent(1): draft-miller-ssh-agent, the two requests that logging in needs. */
final class SshAgent {
    private static final int REQUEST_IDENTITIES = 11;
    private static final int IDENTITIES_ANSWER = 12;
    private static final int SIGN_REQUEST = 13;
    private static final int SIGN_RESPONSE = 14;
    private static final int MAX_ANSWER = 256 * 1024;
    private static final int MAX_KEYS = 2048;
    private static final long RSA_SHA2_512 = 4;

    private final Path socket;

    SshAgent(Path socket) {
        this.socket = socket;
    }

    /** A key that the agent holds: the public key in base64, as in a .pub file, and the owner's comment. */
    record Identity(String key, String comment) {
        /** The public key as it goes over the wire. */
        byte[] blob() {
            return Base64.getDecoder().decode(key);
        }

        /** The key type at the start of the blob. */
        String type() throws IOException {
            return new Buffer.PlainBuffer(blob()).readString();
        }

        /** The signature algorithm: RSA keys sign with SHA-512 (RFC 8332), other keys by their own name. */
        String algorithm() throws IOException {
            return type().replaceFirst("^ssh-rsa", "rsa-sha2-512");
        }
    }

    /** The keys that the agent offers. */
    List<Identity> identities() throws IOException {
        Buffer.PlainBuffer answer =
                call(new Buffer.PlainBuffer().putByte((byte) REQUEST_IDENTITIES), IDENTITIES_ANSWER);
        long count = answer.readUInt32();
        if (count > MAX_KEYS) {
            throw new IOException("ssh-agent claims to hold " + count + " keys");
        }
        List<Identity> identities = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            String key = Base64.getEncoder().encodeToString(answer.readBytes());
            identities.add(new Identity(key, answer.readString()));
        }
        return identities;
    }

    /** A signature blob in SSH's format. */
    byte[] sign(Identity identity, byte[] message) throws IOException {
        long flags = identity.type().startsWith("ssh-rsa") ? RSA_SHA2_512 : 0;
        Buffer.PlainBuffer request = new Buffer.PlainBuffer()
                .putByte((byte) SIGN_REQUEST)
                .putString(identity.blob())
                .putString(message)
                .putUInt32(flags);
        return call(request, SIGN_RESPONSE).readBytes();
    }

    private Buffer.PlainBuffer call(Buffer.PlainBuffer request, int expected) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            DataOutputStream out = new DataOutputStream(Channels.newOutputStream(channel));
            byte[] body = request.getCompactData();
            byte[] framed = new Buffer.PlainBuffer().putString(body).getCompactData();
            out.write(framed);
            out.flush();
            return answer(new DataInputStream(Channels.newInputStream(channel)), expected);
        }
    }

    private static Buffer.PlainBuffer answer(DataInputStream in, int expected) throws IOException {
        int length = in.readInt();
        if (length < 1 || length > MAX_ANSWER) {
            throw new IOException("ssh-agent answered with " + length + " bytes");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length || body[0] != expected) {
            throw new IOException("ssh-agent refused: answer " + (body.length > 0 ? body[0] : -1));
        }
        Buffer.PlainBuffer answer = new Buffer.PlainBuffer(body);
        answer.readByte();
        return answer;
    }
}
