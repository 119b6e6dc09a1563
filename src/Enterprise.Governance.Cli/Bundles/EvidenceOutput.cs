using System.Globalization;
using System.Text.Json;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Cli.Hosting;
using Spectre.Console;

namespace Enterprise.Governance.Cli.Bundles;

/// <summary>Writes the report on a bundle: a JSON line, or lines for people.</summary>
internal sealed class EvidenceOutput : IAsyncDisposable
{
    private readonly bool _isJson;
    private readonly StreamWriter _writer;
    private readonly IAnsiConsole _screen;

    internal EvidenceOutput(CliHost host, bool isJson)
    {
        _isJson = isJson;
        _writer = host.CreateWriter();
        _screen = Screen.Create(host, _writer);
    }

    internal void Write(EvidenceReport report)
    {
        if (_isJson)
            JsonLine.Write(_writer, report.WriteTo);
        else
            WriteText(report);
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private void WriteText(EvidenceReport report)
    {
        string findings = report.FindingCount == 0 ? "" : $", {Counted.Of(report.FindingCount, "finding")}";
        Line($"{(report.Ok ? "holds" : "does not hold")}  {report.RunId ?? "no run"}  {Counted.Of(report.Events, "event")}{findings}", new Style(foreground: report.Ok ? Color.Green : Color.Red));
        foreach (EvidenceFinding finding in report.Findings)
            Line(string.Create(CultureInfo.InvariantCulture, $"  {(finding.IsPersonal ? "personal values, " : "")}line {finding.Line}  {Name(finding.Kind)}{(finding.Reason is null ? "" : $": {finding.Reason}")}"), Style.Plain);
        if (report.FindingCount > report.Findings.Length)
            Line($"  and {report.FindingCount - report.Findings.Length} more", Style.Plain);
        if (report.Size is { } size)
            Line(string.Create(CultureInfo.InvariantCulture, $"  checkpoint of {report.Origin}, size {size}, signed by {(report.SignedBy.IsEmpty ? "no key that is trusted" : string.Join(", ", report.SignedBy))}"), Style.Plain);
        if (report.PolicySets > 0)
            Line($"  {Counted.Of(report.PolicySets, "policy set")}{(report.MissingPolicySets == 0 ? "" : $", {report.MissingPolicySets} without document")}", Style.Plain);
        if (report.Commitments > 0)
            Line($"  {Counted.Of(report.Commitments, "personal value")} committed to, {report.PersonalValues} given", Style.Plain);
        if (!report.IsChainChecked)
            Line("  chained hashes not checked: that needs the audit secret (--secret-file)", Style.Plain);
    }

    private void Line(string text, Style style)
    {
        _screen.Write(new Text(Printable.Text(text), style));
        _screen.WriteLine();
    }

    private static string Name(EvidenceFindingKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
