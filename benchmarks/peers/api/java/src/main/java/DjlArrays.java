import ai.djl.Model;
import ai.djl.basicmodelzoo.basic.Mlp;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.translate.NoopTranslator;
import java.util.Random;

public class DjlArrays {
    public static void main(String[] args) throws Exception {
        Random random = new Random(1);
        float[][] x = new float[2000][2];
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = new float[] {random.nextFloat(-1, 1), random.nextFloat(-1, 1)};
            y[i] = Math.hypot(x[i][0], x[i][1]) < 0.8 ? 1 : 0;
        }
        try (NDManager manager = NDManager.newBaseManager(); Model model = Model.newInstance("mlp")) {
            ArrayDataset data = new ArrayDataset.Builder()
                    .setData(manager.create(x))
                    .optLabels(manager.create(y))
                    .setSampling(10, true)
                    .build();
            model.setBlock(new Mlp(2, 2, new int[] {10}, Activation::relu));
            DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                    .addEvaluator(new Accuracy())
                    .optOptimizer(Optimizer.adam().build())
                    .addTrainingListeners(TrainingListener.Defaults.logging());
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(1, 2));
                EasyTrain.fit(trainer, 50, data, null);
            }
            try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator())) {
                NDList point = new NDList(manager.create(new float[][] {{0.1f, -0.2f}}));
                long label = predictor.predict(point).singletonOrThrow().argMax(1).getLong();
                System.out.println(label == 1 ? "inside" : "outside");
            }
        }
    }
}
