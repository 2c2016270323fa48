package dev.lanewise.benchmarks.peers;

import static org.bytedeco.openblas.global.openblas_nolapack.blas_get_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * OpenBLAS by its C interface, with the kernels that it chooses itself. The number of threads is set by {@code
 * openblas_set_num_threads}.
 */
public class OpenBlasPeer implements Implementation {
    @Override
    public String name() { return "openblas"; }

    @Override
    public String version() {
        var library = new NativeLibrary(Loader.getLoadedLibraries().get("openblas_nolapack@.0"));
        return library.text("openblas_get_config").strip() + ", core " + library.text("openblas_get_corename")
                + ", threads " + blas_get_num_threads();
    }

    @Override
    public boolean supports(Task task, int threads) { return CblasProduct.supports(task); }

    @Override
    public Session open(Task task, int threads) {
        blas_set_num_threads(threads);
        return new CblasProduct(task, openblas_nolapack::cblas_sgemm);
    }
}
