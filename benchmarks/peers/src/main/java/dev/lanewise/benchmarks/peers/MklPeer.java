package dev.lanewise.benchmarks.peers;

import static org.bytedeco.mkl.global.mkl_rt.MKL_Get_Max_Threads;
import static org.bytedeco.mkl.global.mkl_rt.MKL_Get_Version;
import static org.bytedeco.mkl.global.mkl_rt.MKL_Set_Dynamic;
import static org.bytedeco.mkl.global.mkl_rt.MKL_Set_Num_Threads;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;
import org.bytedeco.mkl.global.mkl_rt;

/** Intel's oneMKL by its C interface. The number of threads is set by {@code MKL_Set_Num_Threads}. */
public final class MklPeer implements Implementation {
    @Override
    public String name() { return "mkl"; }

    @Override
    public String version() {
        try (var version = new mkl_rt.MKLVersion()) {
            MKL_Get_Version(version);
            return "oneMKL " + version.MajorVersion() + "." + version.MinorVersion() + "." + version.UpdateVersion()
                    + " build " + version.Build().getString() + ", " + version.Processor().getString() + ", threads "
                    + MKL_Get_Max_Threads();
        }
    }

    @Override
    public boolean supports(Task task, int threads) { return CblasProduct.supports(task); }

    @Override
    public Session open(Task task, int threads) {
        // Otherwise it may take fewer threads than it is told to.
        MKL_Set_Dynamic(0);
        MKL_Set_Num_Threads(threads);
        return new CblasProduct(task, mkl_rt::cblas_sgemm);
    }
}
