// Activations and their derivatives, behind common.cl in every program. Built-in functions that some devices have only
// in a slow form (erfc, log1p, expm1) are written out, in the ranges and with the coefficients of S. L. Moshier's
// Cephes library, single precision; the tail of the normal distribution has coefficients of our own.

#define LOG2_E 1.44269504088896341f
// ln 2 in two parts; the first has 9 bits, so that its product with an exponent is exact.
#define LN2_HIGH 0.693359375f
#define LN2_LOW -2.12194440e-4f

// ln(1 + d) for d from 0 to 1, correct to 2 units in the last place.
static floatn log_of_one_plus(const floatn d) {
    // 1 + d = (1 + f) 2^e with f from sqrt(1/2) - 1 to sqrt(2) - 1; where e is 0, f is d, and small d keep their digits.
    const intn high = d > 0.41421356f;
    const floatn f = high ? (d - 1) * 0.5f : d;
    const floatn e = high ? (floatn)1 : (floatn)0;
    floatn y = 7.0376836292e-2f;
    y = fma(y, f, (floatn)-1.1514610310e-1f);
    y = fma(y, f, (floatn)1.1676998740e-1f);
    y = fma(y, f, (floatn)-1.2420140846e-1f);
    y = fma(y, f, (floatn)1.4249322787e-1f);
    y = fma(y, f, (floatn)-1.6668057665e-1f);
    y = fma(y, f, (floatn)2.0000714765e-1f);
    y = fma(y, f, (floatn)-2.4999993993e-1f);
    y = fma(y, f, (floatn)3.3333331174e-1f);
    const floatn square = f * f;
    y = fma(e, (floatn)LN2_LOW, y * f * square);
    y = f + fma(square, (floatn)-0.5f, y);
    return fma(e, (floatn)LN2_HIGH, y);
}

// 1 - e^-x for x from 0 on, correct to 1 unit in the last place.
static floatn one_minus_decay(const floatn x) {
    const floatn t = x > 18 ? (floatn)-18 : -x; // from there on it is 1 in float32
    const floatn n = rint(t * LOG2_E);
    const floatn r = fma(n, (floatn)-LN2_LOW, fma(n, (floatn)-LN2_HIGH, t));
    floatn p = 1.9875691500e-4f;
    p = fma(p, r, (floatn)1.3981999507e-3f);
    p = fma(p, r, (floatn)8.3334519073e-3f);
    p = fma(p, r, (floatn)4.1665795894e-2f);
    p = fma(p, r, (floatn)1.6666665459e-1f);
    p = fma(p, r, (floatn)5.0000001201e-1f);
    p = fma(p, r * r, r);
    // e^t - 1 = p 2^n + (2^n - 1): a small t leaves p alone.
    const floatn power = as_floatn((convert_intn(n) + 127) << 23);
    return -fma(p, power, power - 1);
}

// With a = |z|: e^(-a^2 / 2), and the normal distribution's tail beyond a divided by that.
//
// (a + 4) tail(a) is a polynomial in u = (a - 4) / (a + 4), right to 1.8e-8, relatively, for a up to 14.5, where the
// exponential is 0: a form that M. M. Shepherd and J. G. Laframboise found (Mathematics of Computation 36, 1981).
static floatn normal_decay(const floatn a) {
    const floatn t = a * a * -0.5f;
    // What rounding took from t would be multiplied by up to 100.
    const floatn lost = -fma(a * 0.5f, a, t);
    const floatn decay = exp(t);
    return fma(decay, lost, decay);
}

static floatn normal_tail(const floatn a) {
    const floatn q = 1 / (a + 4);
    floatn u = fma(q, (floatn)-8, (floatn)1);
    // What rounding took from u is (a - 4 - u (a + 4)) q.
    u = fma(q, fma(-u, a, fma(u + 1, (floatn)-4, a)), u);
    floatn y = -1.136659e-4f;
    y = fma(y, u, (floatn)2.1448264e-4f);
    y = fma(y, u, (floatn)1.5714339e-3f);
    y = fma(y, u, (floatn)-3.5384388e-3f);
    y = fma(y, u, (floatn)-7.5309426e-3f);
    y = fma(y, u, (floatn)6.0410418e-2f);
    y = fma(y, u, (floatn)-1.8652232e-1f);
    y = fma(y, u, (floatn)3.871363e-1f);
    y = fma(y, u, (floatn)-6.078966e-1f);
    y = fma(y, u, (floatn)7.5528514e-1f);
    return y * q;
}

// Softplus, GELU and SiLU are max(z, 0) and a part of a = |z| that vanishes from FAR on in float32, where an infinity
// would make NaN of it.
#define FAR 110
#define DENSITY_AT_0 (M_2_SQRTPI_F * M_SQRT1_2_F / 2) // of the normal distribution
#define POSITIVE_PART(z) ((z) < 0 ? (floatn)0 : (z))

// 1 / (1 + exp(a)) for positive a, without overflow.
static floatn sigmoid_below(const floatn a) {
    const floatn decay = exp(-a);
    return decay / (1 + decay);
}

static floatn activate(const int f, const floatn z) {
    const floatn a = fabs(z);
    switch (f) {
    case ACTIVATION_SIGMOID:
        return 1 / (1 + exp(-z));
    case ACTIVATION_TANH:
        return tanh(z);
    case ACTIVATION_RELU:
        return z <= 0 ? (floatn)0 : z;
    case ACTIVATION_LEAKY_RELU:
        return z > 0 ? z : LEAKY_SLOPE * z;
    case ACTIVATION_SOFTPLUS:
        return POSITIVE_PART(z) + log_of_one_plus(exp(-a));
    case ACTIVATION_GELU:
        return POSITIVE_PART(z) - (a > FAR ? (floatn)0 : a * normal_tail(a) * normal_decay(a));
    case ACTIVATION_SILU:
        return POSITIVE_PART(z) - (a > FAR ? (floatn)0 : a * sigmoid_below(a));
    default:
        return z;
    }
}

// The derivative of GELU or SiLU from its value `below` at -|z|: at z and at -z they add up to 1.
#define ON_BOTH_SIDES(z, below) ((z) < 0 ? (below) : 1 - (below))

// The derivative, from what the activation keeps: its output, of GELU and SiLU its input.
static floatn activation_derivative(const int f, const floatn saved) {
    const floatn a = fabs(saved);
    switch (f) {
    case ACTIVATION_SIGMOID:
        return saved * (1 - saved);
    case ACTIVATION_TANH:
        return 1 - saved * saved;
    case ACTIVATION_RELU:
        return saved > 0 ? (floatn)1 : (floatn)0;
    case ACTIVATION_LEAKY_RELU:
        return saved > 0 ? (floatn)1 : (floatn)LEAKY_SLOPE;
    case ACTIVATION_SOFTPLUS:
        return one_minus_decay(saved);
    case ACTIVATION_GELU: {
        const floatn below = normal_decay(a) * fma(a, (floatn)-DENSITY_AT_0, normal_tail(a));
        return ON_BOTH_SIDES(saved, a > FAR ? (floatn)0 : below);
    }
    case ACTIVATION_SILU: {
        const floatn sigmoid = sigmoid_below(a);
        return ON_BOTH_SIDES(saved, a > FAR ? (floatn)0 : sigmoid * (1 - a * (1 - sigmoid)));
    }
    default:
        return 1;
    }
}
