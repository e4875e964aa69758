import java.util.Arrays;
import java.util.Random;
import smile.base.mlp.Layer;
import smile.base.mlp.OutputFunction;
import smile.classification.MLP;
import smile.math.TimeFunction;
import smile.validation.metric.Accuracy;

public class SmileArrays {
    public static void main(String[] args) {
        Random random = new Random(1);
        double[][] x = new double[2000][2];
        int[] y = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.doubles(2, -1, 1).toArray();
            y[i] = Math.hypot(x[i][0], x[i][1]) < 0.8 ? 1 : 0;
        }
        MLP model = new MLP(Layer.input(2), Layer.rectifier(10), Layer.mle(2, OutputFunction.SOFTMAX));
        model.setLearningRate(TimeFunction.constant(0.1));
        for (int epoch = 0; epoch < 50; epoch++) {
            for (int start = 0; start < x.length; start += 10) {
                model.update(Arrays.copyOfRange(x, start, start + 10), Arrays.copyOfRange(y, start, start + 10));
            }
        }
        System.out.println(Accuracy.of(y, model.predict(x)));
        System.out.println(model.predict(new double[] {0.1, -0.2}) == 1 ? "inside" : "outside");
    }
}
