using System.Buffers;
using System.CommandLine;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Cli.Canonicalization;

/// <summary><c>governance canonicalize</c>.</summary>
internal static class CanonicalizeCommand
{
    internal static Command Create(CliHost host)
    {
        Argument<string> file = new("FILE") { Description = "The file to read; `-` or nothing reads standard input.", DefaultValueFactory = static _ => "-" };
        Option<bool> lines = new("--lines") { Description = "Read JSON Lines: one JSON text a line in, one canonical line out for each." };
        ToolCommand command = new(
            "canonicalize",
            "Writes the canonical form of JSON: RFC 8785, refusing what RFC 7493 refuses.",
            """
            The output is the canonical UTF-8, then one line feed; never a byte order mark.
            With --lines every line is a JSON text of its own, an empty one included. At the first that is refused the tool stops: the lines
            before it are written, nothing of it is.

            Exit codes:
              0  done
              1  the file cannot be read
              2  refused; file, line, column, reason and JSON path are on standard error

            """) { file, lines };
        command.SetAction((parse, cancellationToken) => parse.GetValue(lines)
            ? WriteLinesAsync(host, parse.GetRequiredValue(file), cancellationToken)
            : WriteAsync(host, parse.GetRequiredValue(file), cancellationToken));
        return command;
    }

    private static async Task<int> WriteAsync(CliHost host, string file, CancellationToken cancellationToken)
    {
        await using Stream input = host.OpenInput(file);
        using MemoryStream text = new();
        await input.CopyToAsync(text, cancellationToken);
        byte[] canonical;
        try
        {
            canonical = CanonicalJson.Canonicalize(text.GetBuffer().AsSpan(0, (int)text.Length));
        }
        catch (CanonicalJsonException e)
        {
            throw Refusal(file, e.Line, e);
        }

        await host.Out.WriteAsync(canonical, cancellationToken);
        await host.Out.WriteAsync("\n"u8.ToArray(), cancellationToken);
        await host.Out.FlushAsync(cancellationToken);
        return ExitCodes.Done;
    }

    private static async Task<int> WriteLinesAsync(CliHost host, string file, CancellationToken cancellationToken)
    {
        await using Stream input = host.OpenInput(file);
        await using OutputBuffer output = new(host.Out);
        int line = 0;
        await foreach (ReadOnlyMemory<byte> text in Utf8Lines.ReadAsync(input, output.FlushAsync, cancellationToken))
        {
            line++;
            try
            {
                CanonicalJson.Canonicalize(text.Span, output.Writer);
            }
            catch (CanonicalJsonException e)
            {
                throw Refusal(file, line, e);
            }

            output.Writer.Write("\n"u8);
            await output.FlushWhenFullAsync(cancellationToken);
        }

        await output.FlushAsync(cancellationToken);
        return ExitCodes.Done;
    }

    private static CliFailure Refusal(string file, int line, CanonicalJsonException e) =>
        CliFailure.Refused($"{(file == "-" ? "(standard input)" : file)}:{line}:{e.Column}: {e.Reason} at {e.Path}");
}
