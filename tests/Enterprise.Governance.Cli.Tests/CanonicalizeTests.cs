using System.Security.Cryptography;
using System.Text;

namespace Enterprise.Governance.Cli.Tests;

public sealed class CanonicalizeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Tool _tool = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("arrays")]
    [InlineData("french")]
    [InlineData("values")]
    public async Task Canonicalize_OfficialFile_WritesTheOfficialBytes(string name)
    {
        byte[] expected = [.. File.ReadAllBytes(RepositoryFiles.Vector("jcs", "output", name + ".json")), (byte)'\n'];
        string input = RepositoryFiles.Vector("jcs", "input", name + ".json");

        ToolResult file = await _tool.RunAsync("canonicalize", input);
        ToolResult dash = await _tool.RunAsync(File.ReadAllBytes(input), "canonicalize", "-");
        ToolResult nothing = await _tool.RunAsync(File.ReadAllBytes(input), "canonicalize");

        file.Should().BeEquivalentTo(new ToolResult(0, expected, ""));
        dash.Should().BeEquivalentTo(file);
        nothing.Should().BeEquivalentTo(file);
    }

    [Fact]
    public async Task CanonicalizeLines_RealTraces_HaveTheKnownHashes()
    {
        string[] expected = [.. File.ReadLines(RepositoryFiles.Vector("traces", "canonical-sha256.txt"))
            .Where(static row => row.StartsWith("tau-airline.jsonl ", StringComparison.Ordinal)).Select(static row => row.Split(' ')[3])];

        ToolResult result = await _tool.RunAsync("canonicalize", RepositoryFiles.Vector("traces", "tau-airline.jsonl"), "--lines");

        result.Code.Should().Be(0);
        result.Bytes[^1].Should().Be((byte)'\n');
        string[] hashes = [.. result.Lines.Select(static line => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line))))];
        hashes.Should().Equal(expected);
        hashes.Should().HaveCount(1219);
    }

    [Theory]
    [InlineData("{\"a\":1,\n \"b\":{\"c\":[1,01]}}", "governance: (standard input):2:14: ", " at $.b.c[1]\n")]
    [InlineData("{\"a\":1,\"a\":2}", "governance: (standard input):1:8: ", " at $.a\n")]
    [InlineData("", "governance: (standard input):1:1: ", " at $\n")]
    [InlineData("\uFEFF{}", "governance: (standard input):1:1: a byte order mark stands before the JSON text", " at $\n")]
    public async Task Canonicalize_Refused_ExitsWith2AndNamesThePlace(string text, string start, string end)
    {
        ToolResult result = await _tool.RunAsync(Tool.Utf8(text), "canonicalize");

        result.Code.Should().Be(2);
        result.Bytes.Should().BeEmpty();
        result.Error.Should().StartWith(start).And.EndWith(end);
    }

    [Fact]
    public async Task CanonicalizeLines_BadLine_KeepsTheLinesBeforeAndNothingOfIt()
    {
        string file = _directory.Write("in.jsonl", "{\"b\":1, \"a\":2}\r\n [1.0]\n{\"ok\":1,\"x\":{\"y\":1e999}}\n{}\n");

        ToolResult result = await _tool.RunAsync("canonicalize", "--lines", file);

        result.Code.Should().Be(2);
        result.Output.Should().Be("{\"a\":2,\"b\":1}\n[1]\n");
        result.Error.Should().StartWith($"governance: {file}:3:").And.EndWith(" at $.x.y\n");
    }

    [Fact]
    public async Task CanonicalizeLines_EmptyLine_IsRefused()
    {
        ToolResult result = await _tool.RunAsync("1\n\n2\n"u8.ToArray(), "canonicalize", "--lines");

        result.Code.Should().Be(2);
        result.Output.Should().Be("1\n");
        result.Error.Should().StartWith("governance: (standard input):2:1: ");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task CanonicalizeLines_HoweverItArrives_IsTheSame(int step)
    {
        string longText = new('x', 200_000);
        byte[] input = Tool.Utf8($"{{\"b\":1,\"a\":\"é\"}}\n\"{longText}\"\n[3]");

        ToolResult result = await _tool.RunAsync(new SlowStream(input, step), "canonicalize", "--lines");

        result.Code.Should().Be(0, result.Error);
        result.Output.Should().Be($"{{\"a\":\"é\",\"b\":1}}\n\"{longText}\"\n[3]\n");
    }

    [Fact]
    public async Task CanonicalizeLines_NoInput_WritesNothing()
    {
        ToolResult result = await _tool.RunAsync("canonicalize", "--lines");

        result.Should().BeEquivalentTo(new ToolResult(0, [], ""));
    }

    [Fact]
    public async Task CanonicalizeLines_InputFails_KeepsWhatWasRead()
    {
        ToolResult result = await _tool.RunAsync(new SlowStream("[1]\n[2]\n[3"u8.ToArray(), 3, new IOException("the disk is gone")), "canonicalize", "--lines");

        result.Code.Should().Be(1);
        result.Output.Should().Be("[1]\n[2]\n");
        result.Error.Should().Be("governance: the disk is gone\n");
    }

    [Fact]
    public async Task Canonicalize_NoSuchFile_ExitsWith2()
    {
        string missing = _directory.File("missing.json");

        (await _tool.RunAsync("canonicalize", missing)).Should().BeEquivalentTo(new ToolResult(2, [], $"governance: `{missing}` does not exist\n"));
        (await _tool.RunAsync("canonicalize", _directory.Path)).Should().BeEquivalentTo(new ToolResult(2, [], $"governance: `{_directory.Path}` is a directory; name a file\n"));
    }
}
