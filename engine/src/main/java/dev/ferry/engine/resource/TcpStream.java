package dev.ferry.engine.resource;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.TcpStreamEntry;
import dev.ferry.engine.resource.RestoreContext.Appended;
import dev.ferry.linux.Fd;
import dev.ferry.linux.net.TcpInfo;
import dev.ferry.linux.net.TcpInfo.State;
import dev.ferry.linux.net.TcpOption;
import dev.ferry.linux.net.TcpRepair;
import dev.ferry.linux.net.TcpRepair.Queue;
import dev.ferry.linux.net.TcpRepair.Window;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * One end of a TCP connection as tcp-stream-INO.img has it: numbers, then what was received and not read, then what was sent and not
 * confirmed, or not sent yet.
 *
 * <p>The stacks of both ends go on while their programs stand still: what one of them still sends, the other receives. So all send
 * queues are read before any receive queue. What was delivered meanwhile is in both then, and the numbers tell how much that is.
 */
final class TcpStream {
    private static final Set<State> HAS_SENT_END =
            Set.of(State.FIN_WAIT1, State.FIN_WAIT2, State.CLOSING, State.LAST_ACK);
    private static final Set<State> HAS_RECEIVED_END = Set.of(State.CLOSE_WAIT, State.LAST_ACK, State.CLOSING);
    private static final int LARGEST_SCALE = 14;
    private static final int LARGEST_SEGMENT = 0xffff;
    private static final int OPTIONS = 0xf;

    private final FileEntry file;
    private final TcpStreamEntry numbers;
    private final ByteString payload;

    private TcpStream(FileEntry file, Appended<TcpStreamEntry> image) {
        this.file = file;
        this.numbers = image.entry();
        this.payload = image.payload();
    }

    /** Numbers that only a socket in repair tells, and its send queue. */
    private record Repaired(int sendSequence, ByteString sent, int segment, int receiveStart, Window window) {}

    /** Reads the send queue of a frozen program, and announces the image, for which the receive queue is read later. */
    static void dump(OpenFile file, DumpContext context) throws IOException {
        Fd socket = file.copy();
        ByteBuffer room = TcpRepair.room(TcpRepair.unconfirmed(socket));
        Repaired repaired = context.repairGuard().during(socket, () -> repaired(socket, room));
        TcpInfo info = TcpInfo.of(socket);
        int end = HAS_SENT_END.contains(info.state()) ? 1 : 0;
        TcpStreamEntry.Builder entry = TcpStreamEntry.newBuilder()
                .setOutqLen(repaired.sent.size())
                .setOutqSeq(repaired.sendSequence)
                .setUnsqLen(Math.max(0, Math.min(repaired.sent.size(), TcpRepair.unsent(socket) - end)))
                .setOptMask(info.options() & OPTIONS)
                .setSndWscale(info.sendScale())
                .setRcvWscale(info.receiveScale())
                .setMssClamp(repaired.segment)
                .setTimestamp(TcpRepair.timestamp(socket))
                .setCork(TcpOption.CORK.get(socket))
                .setNodelay(TcpOption.NODELAY.get(socket));
        dumpWindow(repaired.window, entry);
        boolean ended = HAS_RECEIVED_END.contains(info.state());
        context.describe(
                ImageType.TCP_STREAM,
                file.stat().inode(),
                image -> write(socket, entry, repaired.receiveStart, ended, repaired.sent.toByteArray(), image));
    }

    private static Repaired repaired(Fd socket, ByteBuffer room) throws IOException {
        TcpRepair.select(socket, Queue.SEND);
        int sendSequence = TcpRepair.sequence(socket);
        byte[] sent = TcpRepair.unconfirmed(socket) == 0 ? new byte[0] : TcpRepair.peek(socket, room);
        TcpRepair.select(socket, Queue.RECEIVE);
        return new Repaired(
                sendSequence,
                UnsafeByteOperations.unsafeWrap(sent),
                TcpOption.MAXSEG.get(socket),
                receiveStart(socket),
                TcpRepair.window(socket));
    }

    /** The number of the first byte that the program has not read: it does not move, but what lies behind it may still grow. */
    private static int receiveStart(Fd socket) throws IOException {
        while (true) {
            int sequence = TcpRepair.sequence(socket);
            int unread = TcpRepair.unread(socket);
            int end = HAS_RECEIVED_END.contains(TcpInfo.of(socket).state()) ? 1 : 0;
            if (TcpRepair.sequence(socket) == sequence) {
                return sequence - end - unread;
            }
        }
    }

    private static void dumpWindow(Window window, TcpStreamEntry.Builder entry) {
        entry.setSndWl1(window.sendUpdate())
                .setSndWnd(window.send())
                .setMaxWindow(window.largest())
                .setRcvWnd(window.receive())
                .setRcvWup(window.receiveUpdate());
    }

    private static void write(
            Fd socket, TcpStreamEntry.Builder entry, int start, boolean ended, byte[] sent, ImageWriter image)
            throws IOException {
        int unread = TcpRepair.unread(socket);
        byte[] received = unread == 0 ? new byte[0] : TcpRepair.peek(socket, TcpRepair.room(unread));
        entry.setInqLen(received.length).setInqSeq(start + received.length + (ended ? 1 : 0));
        image.write(entry.build());
        image.writePayload(received, 0, received.length);
        image.writePayload(sent, 0, sent.length);
    }

    /** What an image says, if it is possible. */
    static TcpStream read(FileEntry file, RestoreContext context) throws IOException {
        long inode = Integer.toUnsignedLong(file.getIsk().getIno());
        TcpStream stream = new TcpStream(file, context.described(ImageType.TCP_STREAM, inode, TcpStreamEntry.parser()));
        TcpStreamEntry numbers = stream.numbers;
        long announced = Integer.toUnsignedLong(numbers.getInqLen()) + Integer.toUnsignedLong(numbers.getOutqLen());
        stream.require(announced == stream.payload.size(), "has queues that are cut off");
        stream.require(isScale(numbers.getSndWscale()) && isScale(numbers.getRcvWscale()), "has implausible windows");
        boolean segment = numbers.getMssClamp() > 0 && numbers.getMssClamp() <= LARGEST_SEGMENT;
        stream.require(segment, "has segments of implausible size");
        return stream;
    }

    private static boolean isScale(int bits) {
        return bits >= 0 && bits <= LARGEST_SCALE;
    }

    private void require(boolean plausible, String what) throws ImageException {
        Plausible.require(file, plausible, what);
    }

    FileEntry file() {
        return file;
    }

    TcpStreamEntry numbers() {
        return numbers;
    }

    private State state() {
        return State.of(file.getIsk().getState());
    }

    /** Whether the program will send nothing more. */
    boolean hasSentEnd() {
        return HAS_SENT_END.contains(state());
    }

    ByteString received() {
        return payload.substring(0, numbers.getInqLen());
    }

    /** The number of the first byte that the program has not read. */
    int receiveStart() {
        return receiveEnd() - numbers.getInqLen();
    }

    /** The number behind the last byte that has arrived. */
    int receiveEnd() {
        return numbers.getInqSeq() - (HAS_RECEIVED_END.contains(state()) ? 1 : 0);
    }

    /** The number of the first byte that the other end has not confirmed. */
    int sendStart() {
        return numbers.getOutqSeq() - (hasSentEnd() ? 1 : 0) - numbers.getOutqLen();
    }

    /** What went out and was not confirmed. */
    ByteString sent() throws ImageException {
        int unsent = numbers.getUnsqLen();
        require(unsent >= 0 && unsent <= numbers.getOutqLen(), "has more to send than there is in its queue");
        return payload.substring(numbers.getInqLen(), payload.size() - unsent);
    }

    /** What never went out. */
    ByteString unsent() throws ImageException {
        return payload.substring(numbers.getInqLen() + sent().size());
    }

    /** What of the send queue has not arrived at {@code peer}. */
    ByteString undelivered(TcpStream peer) throws ImageException {
        int arrived = peer.receiveEnd() - sendStart();
        require(
                arrived >= 0 && arrived <= numbers.getOutqLen(),
                "has sent something else than its other end has received");
        return payload.substring(numbers.getInqLen() + arrived);
    }

    /** What it believes about windows; the end of the stream, which is to be received anew, is not behind it yet. */
    Window window() {
        return new Window(
                beforeEnd(numbers.getSndWl1()),
                numbers.getSndWnd(),
                numbers.getMaxWindow(),
                numbers.getRcvWnd(),
                beforeEnd(numbers.getRcvWup()));
    }

    private int beforeEnd(int number) {
        return number == receiveEnd() + 1 ? receiveEnd() : number;
    }
}
