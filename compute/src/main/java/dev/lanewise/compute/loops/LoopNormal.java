package dev.lanewise.compute.loops;

/**
 * The standard normal distribution, in double precision whatever the elements are. The form of the approximation is
 * that of M. M. Shepherd and J. G. Laframboise, Chebyshev Approximation of (1 + 2x) exp(x^2) erfc x in 0 &lt;= x &lt;
 * infinity, Mathematics of Computation 36 (1981); the coefficients are our own, from 60 Chebyshev points in 50 digits.
 */
final class LoopNormal {
    /**
     * {@code (a + 4) exp(a^2 / 2) Phi(-a)} in powers of {@code t = (a - 4) / (a + 4)}: nearly constant, so that 23
     * coefficients are right to 8e-17, relatively, for every positive a.
     */
    private static final double[] COEFFICIENTS = {7.55285130415751405e-01, -6.07896641971892970e-01,
            3.87137400742226578e-01, -1.86521857959578707e-01, 6.03965748903609184e-02, -7.54018896889161860e-03,
            -3.47969235665150254e-03, 1.63081848547358562e-03, 1.33344209160147782e-04, -2.31095137787289346e-04,
            -1.90767603071909798e-06, 3.51456023590445167e-05, 7.14602153126746180e-07, -5.92289377754192771e-06,
            -6.24955107756517780e-07, 1.02698407014319293e-06, 2.64733728197986791e-07, -1.62231632085356709e-07,
            -7.87836034269363841e-08, 1.95696089399740477e-08, 1.60673869573294002e-08, -1.27723514329577199e-09,
            -1.68865769667867352e-09};

    private LoopNormal() {}

    /** {@code Phi(-a)}, the probability of a value above a; {@code a >= 0}. */
    static double tail(double a) {
        double t = (a - 4) / (a + 4);
        double sum = 0;
        for (int i = COEFFICIENTS.length - 1; i >= 0; i--)
            sum = sum * t + COEFFICIENTS[i];
        return sum * Math.exp(-a * a / 2) / (a + 4);
    }

    /** The density {@code exp(-a^2 / 2) / sqrt(2 pi)}. */
    static double density(double a) {
        return Math.exp(-a * a / 2) / Math.sqrt(2 * Math.PI);
    }
}
