<#--
  What the templates of elementwise kernels share; it makes no file of its own. Text, because vectors cannot pass
  through helpers: C2 boxes what it does not inline.

  ${x}, ${upstream} and so on are the vectors that a turn of a kernel's loop reads of its operands.
-->
<#assign a = load("a"), b = load("b"), x = load("x"), y = load("y"), saved = load("saved"), upstream = load("upstream")>
<#function load operand>
    <#return "fromMemorySegment(FLOATS, ${operand}, ${operand}At + i, ORDER)">
</#function>

<#--
  A method that loops over vectors; what is nested computes one and stores it.

  start: of its declaration.
  of: the arguments before out, as in "float alpha, x, y"; what has no type is memory.
  broadcast: numbers that are made vectors before the loop, by the vectors' names.
-->
<#macro kernel start of broadcast={}>
<#local parameters = [], operands = []>
<#list of?split(", ") + ["out"] as argument>
    <#if argument?contains(" ")>
        <#local parameters += [argument]>
    <#else>
        <#local parameters += ["MemorySegment ${argument}", "long ${argument}At"], operands += [argument]>
    </#if>
</#list>
<@declaration start parameters + ["int size"]/>
<#list operands as operand>
        ${operand} = NATIVE.cast(${operand});
</#list>
<#list broadcast as name, number>
        var ${name} = broadcast(FLOATS, ${number});
</#list>
        for (int k = 0; k < size / BYTES; k++) {
            long i = (long) k * BYTES;
<#nested>
        }
    }
</#macro>

<#-- In lines of 120 characters at most. -->
<#macro declaration start parameters>
<#local line = "    " + start + "(">
<#list parameters as parameter>
    <#local next = parameter + parameter?has_next?then(",", ") {")>
    <#if (line + next)?length gt 120>
${line?remove_ending(" ")}
        <#local line = "            ">
    </#if>
    <#local line += next + " ">
</#list>
${line?remove_ending(" ")}
</#macro>

<#-- a b + c, fused where the machine can. A constant, by name or literal, may stand for a vector of it as b or c. -->
<#function fma a b c>
    <#return "FMA ? ${a}.fma(${vector(b)}, ${vector(c)}) : ${a}.mul(${b}).add(${c})">
</#function>
<#function vector term>
    <#return term?matches("-?([A-Z][A-Z0-9_]*|[0-9].*)")?then("broadcast(FLOATS, ${term})", term)>
</#function>

<#-- var y, a polynomial of x; the coefficient of the highest power comes first. -->
<#macro polynomial y x coefficients>
            var ${y} = broadcast(FLOATS, ${coefficients?word_list[0]});
<#list coefficients?word_list[1..] as coefficient>
            ${y} = ${fma(y, x, coefficient)};
</#list>
</#macro>

<#-- var p and var shifted, whose low bits hold n: e^t = 2^n (1 + p). -->
<#macro exponential t>
            var shifted = broadcast(FLOATS, ROUNDER);
            shifted = ${fma(t, "broadcast(FLOATS, LOG2_E)", "shifted")};
            var n = shifted.sub(ROUNDER);
            var r = ${fma("n", "-LN2_HIGH", t)};
            r = ${fma("n", "broadcast(FLOATS, -LN2_LOW)", "r")};
            <@polynomial "p" "r" "EXP_7 EXP_6 EXP_5 EXP_4 EXP_3 EXP_2"/>
            var square = r.mul(r);
            p = ${fma("p", "square", "r")};
</#macro>

<#-- var scale = 2^n, of the n that the exponential found, or 2^(n + lift). -->
<#macro scale lift="">
            var scale = shifted.reinterpretAsInts().add(EXPONENT_BIAS<#if lift != ""> + ${lift}</#if> - ROUNDER_BITS)
                    .lanewise(VectorOperators.LSHL, EXPONENT_BITS).reinterpretAsFloats();
</#macro>

<#-- y, the terms of ln(1 + f) from f^3 on, becomes ln((1 + f) 2^e); square is f^2. -->
<#macro logarithm square>
            y = ${fma("e", "broadcast(FLOATS, LN2_LOW)", "y")};
            y = ${fma(square, "broadcast(FLOATS, -0.5f)", "y")};
            y = f.add(y);
            y = ${fma("e", "broadcast(FLOATS, LN2_HIGH)", "y")};
</#macro>
