package dev.postern.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * By what a file is known to be another one, or to have changed.
 *
 * @param changed when it was written last
 * @param size in octets
 * @param key of the file system, where it has one: a file that is renamed into the place of another has its own
 */
record Stamp(FileTime changed, long size, Object key) {
    /** There is no such file, or nobody may look at it. */
    static final Stamp NONE = new Stamp(FileTime.fromMillis(0), -1, null);

    static Stamp of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return NONE;
        }
    }
}
