package dev.ferry.remote.ssh;

import java.io.IOException;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AbstractAuthMethod;

/** Public key authentication (RFC 4252, 7) where an agent signs: SSHJ 0.40 has none. */
final class AgentAuth extends AbstractAuthMethod {
    private final SshAgent agent;
    private final SshAgent.Identity identity;

    AgentAuth(SshAgent agent, SshAgent.Identity identity) {
        super("publickey");
        this.agent = agent;
        this.identity = identity;
    }

    @Override
    protected SSHPacket buildReq() throws UserAuthException {
        return request(false);
    }

    @Override
    public void handle(Message message, SSHPacket packet) throws UserAuthException, TransportException {
        if (message != Message.USERAUTH_60) {
            super.handle(message, packet);
            return;
        }
        params.getTransport().write(signed(request(true)));
    }

    private SSHPacket request(boolean signed) throws UserAuthException {
        try {
            SSHPacket request = super.buildReq();
            request.putBoolean(signed).putString(identity.algorithm()).putString(identity.blob());
            return request;
        } catch (UserAuthException e) {
            throw e;
        } catch (IOException e) {
            throw new UserAuthException("the agent's key " + identity.comment() + " is not understood", e);
        }
    }

    private SSHPacket signed(SSHPacket request) throws UserAuthException {
        byte[] message = new Buffer.PlainBuffer()
                .putString(params.getTransport().getSessionID())
                .putBuffer(request)
                .getCompactData();
        try {
            request.putString(agent.sign(identity, message));
            return request;
        } catch (IOException e) {
            throw new UserAuthException("the agent did not sign with " + identity.comment(), e);
        }
    }
}
