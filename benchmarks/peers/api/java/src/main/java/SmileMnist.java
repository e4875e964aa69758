import java.awt.image.BufferedImage;
import java.io.File;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVFormat;
import smile.base.mlp.Layer;
import smile.base.mlp.OutputFunction;
import smile.classification.MLP;
import smile.data.DataFrame;
import smile.io.Read;
import smile.math.TimeFunction;
import smile.validation.metric.Accuracy;

public class SmileMnist {
    public static void main(String[] args) throws Exception {
        CSVFormat header = CSVFormat.DEFAULT.withFirstRecordAsHeader();
        DataFrame training = Read.csv("mnist_train.csv", header);
        DataFrame test = Read.csv("mnist_test.csv", header);
        double[][] x = pixels(training);
        int[] y = training.column("label").toIntArray();
        MLP model = new MLP(Layer.input(784), Layer.sigmoid(30), Layer.mle(10, OutputFunction.SOFTMAX));
        model.setLearningRate(TimeFunction.constant(0.5));
        for (int epoch = 0; epoch < 3; epoch++) {
            int[] order = smile.math.MathEx.permutate(x.length);
            for (int start = 0; start < x.length; start += 10) {
                double[][] images = new double[10][];
                int[] labels = new int[10];
                for (int i = 0; i < 10; i++) {
                    images[i] = x[order[start + i]];
                    labels[i] = y[order[start + i]];
                }
                model.update(images, labels);
            }
        }
        System.out.println(Accuracy.of(test.column("label").toIntArray(), model.predict(pixels(test))));
        BufferedImage picture = ImageIO.read(new File("seven.png"));
        double[] values = new double[784];
        for (int p = 0; p < 784; p++) {
            values[p] = picture.getRaster().getSample(p % 28, p / 28, 0) / 255.0;
        }
        System.out.println(model.predict(values));
    }

    private static double[][] pixels(DataFrame data) {
        double[][] x = data.drop("label").toArray();
        for (double[] row : x) {
            for (int p = 0; p < row.length; p++) {
                row[p] /= 255;
            }
        }
        return x;
    }
}
