package dev.lanewise.data.download;

import java.net.URI;
import java.util.List;

/**
 * A data set that is too large for the jar.
 *
 * @param name       name of the set and of its folder in the cache
 * @param classNames names of the class numbers; empty when the numbers are the names
 * @param files      the four files of MNIST form
 */
public record RemoteSet(String name, List<String> classNames, List<RemoteFile> files) {
    /** LeCun, Cortes and Burges; 28x28 handwritten digits. The original page no longer serves the files. */
    public static final RemoteSet MNIST = new RemoteSet("mnist", List.of(), List.of(
            mnist("train-images-idx3-ubyte.gz", 9912422,
                    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            mnist("train-labels-idx1-ubyte.gz", 28881,
                    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            mnist("t10k-images-idx3-ubyte.gz", 1648877,
                    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            mnist("t10k-labels-idx1-ubyte.gz", 4542,
                    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")));

    /** Zalando SE, MIT licence; 28x28 pictures of clothes. */
    public static final RemoteSet FASHION_MNIST = new RemoteSet("fashion-mnist",
            List.of("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
                    "Ankle boot"),
            List.of(fashion("train-images-idx3-ubyte.gz", 26421880,
                    "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
                    fashion("train-labels-idx1-ubyte.gz", 29515,
                            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
                    fashion("t10k-images-idx3-ubyte.gz", 4422102,
                            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
                    fashion("t10k-labels-idx1-ubyte.gz", 5148,
                            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")));

    public RemoteSet {
        classNames = List.copyOf(classNames);
        files = List.copyOf(files);
    }

    private static RemoteFile mnist(String name, long bytes, String sha256) {
        return new RemoteFile("mnist", name, bytes, sha256, List.of(
                URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/" + name),
                URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/" + name)));
    }

    /** The set's own host serves no https, so it comes last; the checksum covers what the transport does not. */
    private static RemoteFile fashion(String name, long bytes, String sha256) {
        return new RemoteFile("fashion-mnist", name, bytes, sha256, List.of(
                URI.create("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"
                        + name),
                URI.create("https://storage.googleapis.com/tensorflow/tf-keras-datasets/" + name),
                URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/" + name)));
    }
}
