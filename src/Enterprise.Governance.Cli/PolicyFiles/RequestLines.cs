using System.Buffers;
using System.Collections.Immutable;
using System.CommandLine;
using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Cli.PolicyFiles;

/// <summary>A file of requests, one JSON object a line, and an answer to each.</summary>
internal static class RequestLines
{
    internal const string Shape = """{"phase":"exec","action":"…","tool":"…","tenant":"…","org":"…","user":"…","roles":["…"],"args":{…}}""";

    internal static Option<string> CreateOption() =>
        new("--requests") { Description = "The file of requests, one JSON object a line; `-` reads standard input.", HelpName = "FILE", Required = true };

    /// <summary>Answers each request as it comes. At the first that cannot be read it stops and says why; the answers before it are written.</summary>
    /// <param name="host">The machine.</param>
    /// <param name="file">The file, or <c>-</c>.</param>
    /// <param name="answer">Writes the answer, line feeds included.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> AnswerAsync(CliHost host, string file, Action<PolicyRequest, IBufferWriter<byte>> answer, CancellationToken cancellationToken)
    {
        await using Stream input = host.OpenInput(file);
        await using OutputBuffer output = new(host.Out);
        string name = file == "-" ? "(standard input)" : file;
        int line = 0;
        await foreach (ReadOnlyMemory<byte> text in Utf8Lines.ReadAsync(input, output.FlushAsync, cancellationToken))
        {
            line++;
            if (!PolicyRequestReader.TryRead(text, name, line, out PolicyRequest request, out ImmutableArray<SourceDiagnostic> problems))
            {
                foreach (SourceDiagnostic problem in problems)
                    host.Error.WriteLine(Printable.Text(problem.ToString()));
                return ExitCodes.Refused;
            }

            answer(request, output.Writer);
            await output.FlushWhenFullAsync(cancellationToken);
        }

        await output.FlushAsync(cancellationToken);
        return ExitCodes.Done;
    }
}
