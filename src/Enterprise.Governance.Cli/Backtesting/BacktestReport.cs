using System.Text.Json;
using Enterprise.Governance.Cli.Hosting;

namespace Enterprise.Governance.Cli.Backtesting;

/// <summary>What a backtest found, for people or for programs.</summary>
internal static class BacktestReport
{
    internal static void Write(TextWriter output, Backtest backtest, string candidate, bool isJson)
    {
        if (isJson)
            output.WriteLine(ChangeReport.Json(json => WriteJson(json, backtest, candidate)));
        else
            WriteText(output, backtest, candidate);
    }

    private static void WriteText(TextWriter output, Backtest backtest, string candidate)
    {
        string reproduced = backtest.NotReproduced > 0 ? $": {backtest.NotReproduced} did NOT come out as recorded" : backtest.Replayed > 0 ? ": all came out as recorded" : "";
        output.WriteLine($"{Counted.Of(backtest.Recorded, "decision")} recorded, {backtest.Replayed} made again with the sets that made them{reproduced}");
        foreach (string label in backtest.FirstNotReproduced)
            output.WriteLine(Printable.Text($"  {label}"));
        if (backtest.NotReplayed.Count > 0)
            output.WriteLine($"not made again: {string.Join(", ", backtest.NotReplayed.Select(static pair => $"{pair.Value} {pair.Key}"))}");
        if (backtest.NotCompared > 0)
            output.WriteLine($"not compared: {backtest.NotCompared}, the candidate looks at arguments that are not there");
        output.WriteLine($"{backtest.Comparison.Changed} of {backtest.Comparison.Compared} would be decided otherwise by the candidate {candidate}");
        ChangeReport.WriteText(output, backtest.Comparison);
    }

    private static void WriteJson(Utf8JsonWriter json, Backtest backtest, string candidate)
    {
        json.WriteStartObject();
        json.WriteString("candidate"u8, candidate);
        json.WriteNumber("recorded"u8, backtest.Recorded);
        json.WriteNumber("replayed"u8, backtest.Replayed);
        json.WriteNumber("not_reproduced"u8, backtest.NotReproduced);
        json.WriteStartArray("first_not_reproduced"u8);
        foreach (string label in backtest.FirstNotReproduced)
            json.WriteStringValue(label);
        json.WriteEndArray();
        json.WriteStartObject("not_replayed"u8);
        foreach ((string reason, long count) in backtest.NotReplayed)
            json.WriteNumber(reason, count);
        json.WriteEndObject();
        json.WriteNumber("not_compared"u8, backtest.NotCompared);
        ChangeReport.WriteMembers(json, backtest.Comparison);
        json.WriteEndObject();
    }
}
