package io.minibatch.backend.cuda;

import io.minibatch.backend.Augmentation;

/** The launch of {@code augment_u8}; the limits are part of it, as all scalars of a recorded step are. */
final class AugmentLaunch {
    private static final double HALF_TURN = 180;

    private AugmentLaunch() {}

    static void launch(Kernels kernels, CudaBatch batch, Augmentation augmentation, CudaMatrix x) {
        int radius = augmentation.elastic().radius();
        Arguments arguments = kernels.arguments()
                .add(x.address())
                .add(batch.examples().inputs)
                .add(batch.examples().labels)
                .add(batch.order)
                .add(batch.state())
                .add(batch.examples().size())
                .add(x.rows())
                .add(augmentation.rows())
                .add(augmentation.columns())
                .add(radius);
        add(arguments, augmentation.affine());
        long gentle = augmentation.gentle().mask();
        arguments.add((int) gentle).add((int) (gentle >>> 32)).add((float)
                augmentation.gentle().part());
        add(arguments, augmentation.elastic().sigma());
        add(arguments, augmentation.elastic().alpha());
        int floats = radius == 0 ? 0 : radius + 1 + 3 * x.columns();
        kernels.launch(Kernel.AUGMENT_U8, Math.min(x.rows(), Launches.MOST_BLOCKS), 1, floats * Float.BYTES);
    }

    private static void add(Arguments arguments, Augmentation.Affine affine) {
        arguments
                .add(affine.shifts() ? 1 : 0)
                .add((float) (affine.rotate() / HALF_TURN))
                .add((float) (affine.shear() / HALF_TURN))
                .add((float) affine.scale())
                .add((float) affine.translate());
    }

    private static void add(Arguments arguments, Augmentation.Range range) {
        arguments.add((float) range.from()).add((float) (range.to() - range.from()));
    }
}
