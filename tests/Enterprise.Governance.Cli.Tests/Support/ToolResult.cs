using System.Text;

namespace Enterprise.Governance.Cli.Tests;

/// <summary>What one call of the tool did.</summary>
internal sealed record ToolResult(int Code, byte[] Bytes, string Error)
{
    internal string Output => Encoding.UTF8.GetString(Bytes);

    internal string[] Lines => Output.TrimEnd('\n').Split('\n');
}
