package dev.ferry.engine.resource;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.SocketOptionValue;
import dev.ferry.linux.Fd;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a kind may use while open files are made again. */
public interface RestoreContext {
    /**
     * An entry of an image that the set has once, with the bytes that followed it.
     *
     * @param entry the message
     * @param payload as many bytes as the message announced; empty if it announced none
     */
    record Appended<T extends MessageLite>(T entry, ByteString payload) {}

    /** All entries that were appended to {@code type}, in order; empty if the set does not have the image. */
    <T extends MessageLite> List<Appended<T>> appended(ImageType type, Parser<T> parser) throws IOException;

    /** The only entry of image number {@code id} of {@code type}, which has to be there. */
    <T extends MessageLite> Appended<T> described(ImageType type, long id, Parser<T> parser) throws IOException;

    /** The options of the socket with {@code id} for which CRIU's images have no place. */
    List<SocketOptionValue> options(int id) throws IOException;

    /** All entries of the files image. */
    List<FileEntry> entries();

    /** Announces a name that was just made on this host and is to go again if the restore fails. */
    void named(Path path) throws IOException;

    /** Something that is done later. */
    @FunctionalInterface
    interface Step {
        /** Does it. */
        void run() throws IOException;
    }

    /**
     * Announces what is to be done at the end of the first pass, when all open files exist and no task has any of them yet; in the order
     * of the announcements.
     *
     * @param borrowed for the step; closed in any case
     */
    void whenAllExist(Step step, Fd... borrowed);

    /** Announces the open file with {@code id} that came into being along with another one (the other end of a pair). */
    void provide(int id, Fd file);

    /** The open file with {@code id}, if it has been created or provided. */
    Optional<Fd> created(int id);

    /**
     * The restored ghost file with this number, if the set has it. It has a name only as long as the restore runs, so that it
     * can be opened as often as needed; under its old name if nothing else is there.
     */
    Optional<Path> ghost(int number);

    /**
     * The master of the pseudoterminal that takes the place of the source's number {@code index}; it is made when it is first asked
     * for, with that number if it is free here. It belongs to the restore, so what a task is to have is a duplicate.
     */
    Fd terminal(int index) throws IOException;

    /** The file in memory with this number, if it has been provided. */
    Optional<Fd> memory(int number);

    /**
     * Announces a file in memory of {@code size} bytes, still empty; the pages of the set with this number go into it between the
     * two passes.
     */
    void provideMemory(int number, Fd file, long size) throws IOException;

    /** The path where a file of the program is looked for on this host; refuses paths that are not absolute and plain. */
    Path resolve(String path) throws IOException;

    /** Whether this host will have an address as soon as the tree is let run, and has it not before. */
    boolean comes(InetName own);

    /** Announces an open file that is to be completed in the moment in which the tree is let run. */
    void whenResumed(Awakening awakening);

    /** What is left to do about an open file when its host has all that it needs. */
    interface Awakening extends AutoCloseable {
        /** Does it; the tree is still stopped. */
        void awake() throws IOException;

        @Override
        void close();
    }

    /** The processes of the tree, which exist already, without threads and descriptors. */
    Set<Integer> pids();

    /** The descriptors that refer to the open file with {@code id}; the first one is its owner. */
    List<OpenFile.Owner> owners(int id);

    /** Calls that task {@code pid} is to make after the first pass, when it has all its descriptors. */
    Batch callsOf(int pid) throws IOException;
}
