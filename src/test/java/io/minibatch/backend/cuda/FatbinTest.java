package io.minibatch.backend.cuda;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The parts of the fatbins, read from their headers: {@code cuobjdump} is not needed. */
class FatbinTest {
    private static final int MAGIC = 0xBA55ED50;
    private static final int HEADER_BYTES = 16;
    private static final int PTX = 1;
    private static final int ELF = 2;

    /** Of the flags of a part: compressed by either of the two methods of fatbinary. */
    private static final long COMPRESSED = 0x2000 | 0x8000;

    private static final int E_MACHINE = 18;
    private static final int E_FLAGS = 48;
    private static final int EM_CUDA = 190;

    /** Machine code or PTX for one architecture. */
    private record Part(int kind, int architecture, long flags, byte[] content) {
        String name() {
            return (kind == ELF ? "sm_" : kind == PTX ? "compute_" : "kind " + kind + " ") + architecture;
        }

        String text() {
            return new String(content, ISO_8859_1);
        }
    }

    private static List<Part> parts(KernelSet set) throws IOException {
        String name = set.images().get(0).name();
        ByteBuffer fatbin = ByteBuffer.wrap(KernelsTest.bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(MAGIC, fatbin.getInt(0));
        assertEquals(HEADER_BYTES, fatbin.getShort(6));
        assertEquals(fatbin.capacity() - HEADER_BYTES, fatbin.getLong(8));
        List<Part> read = new ArrayList<>();
        int start = HEADER_BYTES;
        while (start < fatbin.capacity()) {
            int content = start + fatbin.getInt(start + 4);
            int end = content + (int) fatbin.getLong(start + 8);
            read.add(new Part(
                    fatbin.getShort(start),
                    fatbin.getInt(start + 28),
                    fatbin.getLong(start + 40),
                    Arrays.copyOfRange(fatbin.array(), content, end)));
            start = end;
        }
        return read;
    }

    @Test
    void parts_areMachineCodeForEachArchitecture_andPtx() throws IOException {
        assertEquals(
                List.of("sm_75", "sm_80", "sm_90", "sm_100", "sm_120", "compute_75"),
                parts(KernelSet.EVERYWHERE).stream().map(Part::name).toList());
        assertEquals(
                List.of("sm_90", "sm_100", "sm_120", "compute_90"),
                parts(KernelSet.CLUSTERS).stream().map(Part::name).toList());
    }

    @ParameterizedTest
    @EnumSource
    void parts_areUncompressed_soThatEveryDriverReadsThem(KernelSet set) throws IOException {
        assertEquals(
                List.of(),
                parts(set).stream()
                        .filter(part -> (part.flags() & COMPRESSED) != 0)
                        .map(Part::name)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void machineCode_isForItsArchitecture_andHasEachKernel(KernelSet set) throws IOException {
        List<Part> parts = parts(set);
        for (Part part : parts.subList(0, parts.size() - 1)) {
            ByteBuffer elf = ByteBuffer.wrap(part.content()).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(EM_CUDA, elf.getShort(E_MACHINE));
            assertEquals(part.architecture(), elf.getInt(E_FLAGS) >> 8 & 0xFF);
            String text = part.text();
            for (Kernel kernel : set.kernels()) {
                assertTrue(
                        text.contains("\0.text." + kernel.function() + "\0"),
                        () -> part.name() + " lacks " + kernel.function());
            }
        }
    }

    /** fatbinary leaves out comments and spaces, and fills up with NUL. */
    @ParameterizedTest
    @EnumSource
    void ptx_isThatOfTheOtherImage(KernelSet set) throws IOException {
        List<Part> parts = parts(set);
        List<String> expected = statements(KernelsTest.ptx(set));
        List<String> actual = statements(parts.get(parts.size() - 1).text().replace("\0", ""));
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i), actual.get(i));
        }
    }

    private static List<String> statements(String ptx) {
        return ptx.lines()
                .map(line ->
                        line.replaceFirst("//.*", "").replaceAll("\\s+", " ").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
