using System.Globalization;
using Enterprise.Governance.Policies.Arguments;

namespace Enterprise.Governance.Policies.Linting.Values;

/// <summary>Numbers of which one fits if any number does: what tests compare with, and the doubles next to each, since between two of them all behave alike.</summary>
internal static class NumberCandidates
{
    internal static IEnumerable<string> Of(ArgumentNode node)
    {
        double[] constants = [.. node.Literals.SelectMany(static literal => ConstantsOf(literal.Test)).Distinct().Order()];
        IEnumerable<double> nice = constants.Select(static constant => constant + 1).Concat(constants).Concat(constants.Select(static constant => constant - 1))
            .Concat(constants.Zip(constants.Skip(1), static (left, right) => (left / 2) + (right / 2)));
        IEnumerable<double> exact = constants.SelectMany(static constant => (double[])[Math.BitIncrement(constant), Math.BitDecrement(constant)]);
        return nice.Concat(exact).Append(0).Where(double.IsFinite).Select(static number => number.ToString("R", CultureInfo.InvariantCulture));
    }

    private static IEnumerable<double> ConstantsOf(ArgumentTest test) => test.Name switch
    {
        "in" or "not_in" => test.Elements().Where(static element => element[0] is '-' or (>= '0' and <= '9')).Select(Parse),
        _ when !test.IsAboutType() && test.Types() == JsonType.Number => [Parse(test.LiteralText())],
        _ => [],
    };

    private static double Parse(string number) => double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
}
