package io.minibatch.backend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A CPU whose memory is used up after some allocations. */
public final class SmallDevice {
    private SmallDevice() {}

    /**
     * Opens something on devices with room for 0, 1, ... allocations, up to all that it needs, and checks that what was
     * allocated is free again: after it failed, or closed what it had opened.
     */
    public static void checkThatAllIsFreed(Consumer<Backend> openAndClose) {
        int room = 0;
        while (!hasRoom(openAndClose, room)) {
            room++;
        }
    }

    private static boolean hasRoom(Consumer<Backend> openAndClose, int room) {
        List<DeviceMemory> allocated = new ArrayList<>();
        try (Backend inner = Backends.open("cpu", BackendOptions.withThreads(1).withGemm("ejml"))
                .backend()) {
            boolean hasRoom = true;
            try {
                openAndClose.accept(withRoom(inner, room, allocated));
            } catch (OutOfMemoryError full) {
                hasRoom = false;
            }
            assertTrue(allocated.stream().allMatch(DeviceMemory::isClosed), "not all is freed with room for " + room);
            return hasRoom;
        }
    }

    private static Backend withRoom(Backend inner, int room, List<DeviceMemory> allocated) {
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    boolean allocates = DeviceMemory.class.isAssignableFrom(method.getReturnType());
                    if (allocates && allocated.size() == room) {
                        throw new OutOfMemoryError("of the test");
                    }
                    try {
                        Object result = method.invoke(inner, arguments);
                        if (allocates) {
                            allocated.add((DeviceMemory) result);
                        }
                        return result;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
