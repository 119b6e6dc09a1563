using System.Globalization;
using System.Text.Json;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;
using Spectre.Console;

namespace Enterprise.Governance.Cli.Verification;

/// <summary>Writes reports as they come: JSON lines, or lines for people.</summary>
/// <remarks>INVARIANT: everything shown is in the report, and a report holds no hash that is not in the database.</remarks>
internal sealed class VerifyOutput : IAsyncDisposable
{
    private readonly bool _isJson;
    private readonly StreamWriter _writer;
    private readonly IAnsiConsole _screen;
    private readonly SortedDictionary<VerifyStatus, int> _totals = [];

    internal VerifyOutput(CliHost host, bool isJson)
    {
        _isJson = isJson;
        _writer = host.CreateWriter();
        _screen = Screen.Create(host, _writer);
    }

    internal void Write(VerifyReport report)
    {
        _totals[report.Status] = _totals.GetValueOrDefault(report.Status) + 1;
        if (_isJson)
            JsonLine.Write(_writer, report.WriteTo);
        else
            WriteText(report);
    }

    internal void Write(LogReport log)
    {
        if (_isJson)
            JsonLine.Write(_writer, json => WriteLog(log, json));
        else
            WriteText(log);
    }

    internal void WriteTotals()
    {
        if (_isJson)
            return;
        string byStatus = string.Join(", ", _totals.Select(static pair => $"{pair.Value} {Name(pair.Key)}"));
        Line(_totals.Count == 0 ? "no runs" : $"{Counted.Of(_totals.Values.Sum(), "run")}: {byStatus}", Style.Plain);
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static void WriteLog(LogReport log, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("log"u8);
        json.WriteBoolean("ok"u8, log.Ok);
        json.WriteNumber("size"u8, log.Size);
        WriteOrNull("checkpoint", log.Checkpoint);
        json.WriteString("finding"u8, log.Finding is { } kind ? Name(kind) : null);
        WriteOrNull("place", log.Place);
        json.WriteEndObject();
        json.WriteEndObject();

        void WriteOrNull(string name, long? value)
        {
            if (value is { } number)
                json.WriteNumber(name, number);
            else
                json.WriteNull(name);
        }
    }

    private void WriteText(LogReport log)
    {
        string checkpoint = log.Checkpoint is { } size ? string.Create(CultureInfo.InvariantCulture, $"checkpoint at {size}") : "no checkpoint";
        string finding = log.Finding is { } kind ? string.Create(CultureInfo.InvariantCulture, $", {Name(kind)} at {log.Place}") : "";
        Line($"log of anchors: {Counted.Of(log.Size, "leaf", "leaves")}, {checkpoint}{finding}", new Style(foreground: log.Ok ? Color.Green : Color.Red));
    }

    private void WriteText(VerifyReport report)
    {
        string head = report.Head is { } stored ? string.Create(CultureInfo.InvariantCulture, $", head {stored.Seq} {stored.Hash}") : ", no head";
        string anchored = report.AnchoredSeq is { } seq ? string.Create(CultureInfo.InvariantCulture, $", anchored to {seq}") : "";
        string findings = report.FindingCount == 0 ? "" : $", {Counted.Of(report.FindingCount, "finding")}";
        string redacted = report.RedactedCount == 0 ? "" : $", {Counted.Of(report.RedactedCount, "value")} redacted";
        Style style = new(foreground: report.Ok ? Color.Green : Color.Red);
        Line($"{Name(report.Status),-11} {report.RunId}  {Counted.Of(report.Checked, "event")}{head}{anchored}{findings}{redacted}", style);
        foreach (VerifyFinding finding in report.Findings)
        {
            string stored1 = finding.Stored is null ? "" : $"  stored {finding.Stored}";
            string previous = finding.StoredPrevious is null ? "" : $"  stored before it {finding.StoredPrevious}";
            Line(string.Create(CultureInfo.InvariantCulture, $"  seq {finding.Seq}  {Name(finding.Kind)}{stored1}{previous}"), Style.Plain);
        }

        if (report.FindingCount > report.Findings.Length)
            Line($"  and {report.FindingCount - report.Findings.Length} more", Style.Plain);
        if (report.BundleSha256 is { } bundle)
            Line($"  bundle sha256 {bundle}", Style.Plain);
        foreach (RedactedValue value in report.Redacted)
            Line(string.Create(CultureInfo.InvariantCulture, $"  seq {value.Seq}  redacted  {value.Path}"), Style.Plain);
        if (report.RedactedCount > report.Redacted.Length)
            Line($"  and {report.RedactedCount - report.Redacted.Length} more redacted", Style.Plain);
    }

    private void Line(string text, Style style)
    {
        _screen.Write(new Text(Printable.Text(text), style));
        _screen.WriteLine();
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
