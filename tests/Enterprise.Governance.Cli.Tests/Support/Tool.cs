using System.Text;
using Enterprise.Governance.Cli.Hosting;

namespace Enterprise.Governance.Cli.Tests;

/// <summary>Calls the tool in this process, with streams, environment and identity of its own.</summary>
internal sealed class Tool
{
    internal const string Secret = "a-test-secret-of-at-least-32-bytes!";

    internal Dictionary<string, string> Environment { get; init; } = new() { ["AUDIT_SECRET"] = Secret };

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    internal bool IsInteractive { get; init; }

    internal CancellationToken Cancellation { get; init; }

    internal string Identity { get; init; } = "os:bob@desk";

    internal Task<ToolResult> RunAsync(params string[] args) => RunAsync(Stream.Null, args);

    internal Task<ToolResult> RunAsync(byte[] input, params string[] args) => RunAsync(new MemoryStream(input), args);

    internal async Task<ToolResult> RunAsync(Stream input, params string[] args)
    {
        using MemoryStream output = new();
        using StringWriter error = new() { NewLine = "\n" };
        CliHost host = new()
        {
            In = input,
            Out = output,
            Error = error,
            Environment = name => Environment.GetValueOrDefault(name),
            Time = Time,
            Identity = Identity,
            IsInteractive = IsInteractive,
        };
        int code = await GovernanceTool.RunAsync(args, host, cancellationToken: Cancellation);
        return new ToolResult(code, output.ToArray(), error.ToString());
    }

    internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
