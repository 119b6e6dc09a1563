using System.Globalization;
using System.Text.Json;

namespace Hammer.Running;

/// <summary>What is measured goes to standard output, what is said to standard error.</summary>
internal sealed class Report(bool isJson)
{
    internal void Say(string text) => Console.Error.WriteLine(text);

    internal void Measure(string name, double ours, double baseline, string unit)
    {
        double ratio = baseline == 0 ? 0 : ours / baseline;
        Console.WriteLine(isJson
            ? $"{{\"name\":\"{JsonEncodedText.Encode(name)}\",\"ours\":{Number(ours)},\"baseline\":{Number(baseline)},\"ratio\":{Number(ratio)},\"unit\":\"{unit}\"}}"
            : $"{name,-44} {ours,12:N1} {baseline,12:N1} {ratio,8:N2} x  {unit}");
    }

    /// <summary>Says whether a promise held. Returns 1 for one that did not.</summary>
    internal int Check(string promise, bool holds, string? detail = null)
    {
        Say($"{(holds ? "ok  " : "FAIL")} {promise}{(detail is null ? "" : $" ({detail})")}");
        return holds ? 0 : 1;
    }

    private static string Number(double value) => Math.Round(value, 3).ToString(CultureInfo.InvariantCulture);
}
