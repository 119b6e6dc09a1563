using System.Text.Json;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Cli.Hosting;

namespace Enterprise.Governance.Cli.Archives;

/// <summary>Says of every run what became of it: JSON lines, or lines for people; those that stay on standard error.</summary>
internal sealed class ArchiveOutput(CliHost host, bool isJson) : IAsyncDisposable
{
    private readonly StreamWriter _writer = host.CreateWriter();
    private long _runs, _events, _bytes, _skipped;
    private ArchiveResult? _last;

    /// <summary>Gets whether a run does not verify.</summary>
    internal bool HasFindings { get; private set; }

    /// <summary>Gets the exit code of a call for one run.</summary>
    internal int CodeOfLast => _last?.Code switch
    {
        null => ExitCodes.Done,
        "run_unknown" => ExitCodes.NotFound,
        _ => ExitCodes.Refused,
    };

    internal void Write(ArchiveResult result)
    {
        _last = result;
        HasFindings |= result.Code == "run_tampered";
        if (result.Outcome == ArchiveOutcome.Skipped)
        {
            _skipped++;
            host.Complain(result.Reason!);
        }
        else
        {
            (_runs, _events, _bytes) = (_runs + 1, _events + result.Events, _bytes + result.Bytes);
        }

        if (isJson)
            JsonLine.Write(_writer, json => WriteJson(result, json));
        else if (result.Outcome != ArchiveOutcome.Skipped)
            _writer.WriteLine($"{Name(result.Outcome),-10}  {Printable.Text(result.RunId)}  {Counted.Of(result.Events, "event")}, {Counted.Of(result.Bytes, "byte")}{Values(result)}  {result.BundleSha256}");

        // Whoever watches a long call, or ends it, knows what has left.
        _writer.Flush();
    }

    internal void WriteTotals()
    {
        if (!isJson)
            _writer.WriteLine($"{Counted.Of(_runs, "run")}: {Counted.Of(_events, "event")}, {Counted.Of(_bytes, "byte")}{(_skipped == 0 ? "" : $"; {_skipped} skipped")}");
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static string Values(ArchiveResult result) => result.PersonalValues == 0 ? "" : $", {Counted.Of(result.PersonalValues, "personal value")}";

    private static void WriteJson(ArchiveResult result, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("run_id"u8, result.RunId);
        json.WriteString("outcome"u8, Name(result.Outcome));
        json.WriteNumber("events"u8, result.Events);
        json.WriteNumber("bytes"u8, result.Bytes);
        json.WriteNumber("personal_values"u8, result.PersonalValues);
        json.WriteString("bundle_sha256"u8, result.BundleSha256);
        json.WriteString("file"u8, result.File);
        json.WriteString("personal_file"u8, result.PersonalFile);
        json.WriteString("code"u8, result.Code);
        json.WriteEndObject();
    }

    private static string Name(ArchiveOutcome outcome) => JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());
}
