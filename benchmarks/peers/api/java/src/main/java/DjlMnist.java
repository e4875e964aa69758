import ai.djl.Model;
import ai.djl.basicdataset.cv.classification.Mnist;
import ai.djl.basicmodelzoo.basic.Mlp;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.transform.Resize;
import ai.djl.modality.cv.transform.ToTensor;
import ai.djl.modality.cv.translator.ImageClassificationTranslator;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.nio.file.Path;
import java.util.stream.IntStream;

public class DjlMnist {
    public static void main(String[] args) throws Exception {
        Mnist training = Mnist.builder().optUsage(Dataset.Usage.TRAIN).setSampling(10, true).build();
        Mnist test = Mnist.builder().optUsage(Dataset.Usage.TEST).setSampling(100, false).build();
        training.prepare();
        test.prepare();
        try (Model model = Model.newInstance("mlp")) {
            model.setBlock(new Mlp(28 * 28, 10, new int[] {30}, Activation::sigmoid));
            DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                    .addEvaluator(new Accuracy())
                    .optOptimizer(Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.5f)).build())
                    .addTrainingListeners(TrainingListener.Defaults.logging());
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(1, 28 * 28));
                EasyTrain.fit(trainer, 3, training, test);
            }
            ImageClassificationTranslator translator = ImageClassificationTranslator.builder()
                    .optFlag(Image.Flag.GRAYSCALE)
                    .addTransform(new Resize(28))
                    .addTransform(new ToTensor())
                    .optSynset(IntStream.range(0, 10).mapToObj(Integer::toString).toList())
                    .optApplySoftmax(true)
                    .build();
            try (Predictor<Image, Classifications> predictor = model.newPredictor(translator)) {
                Image picture = ImageFactory.getInstance().fromFile(Path.of("seven.png"));
                System.out.println(predictor.predict(picture).best().getClassName());
            }
        }
    }
}
