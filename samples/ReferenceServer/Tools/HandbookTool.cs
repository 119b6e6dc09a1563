using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ReferenceServer.Hosting;

namespace ReferenceServer.Tools;

/// <summary>Asks the sample's MCP server, which runs as a process of its own for as long as this one.</summary>
internal sealed class HandbookTool : ITool, IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);

    // Under _starting. Replaced when its process has ended.
    private McpClient? _client;

    public string Name => "mcp:handbook";

    public IReadOnlyList<string> Actions => ["handbook:search"];

    public string Arguments => """{"query":"words to look for in the handbook"}""";

    public bool IsIdempotent => true;

    public async Task<JsonElement> CallAsync(JsonElement args, ToolCall call)
    {
        string query = args.RequireLine("query", 500);
        try
        {
            McpClient client = await ConnectAsync(call.CancellationToken);
            CallToolResult result = await client.CallToolAsync("search", new Dictionary<string, object?> { ["query"] = query }, cancellationToken: call.CancellationToken);
            if (result.IsError == true)
                throw new ToolException("the handbook's server refused the question");
            return JsonSerializer.SerializeToElement(new HandbookAnswer([.. result.Content.OfType<TextContentBlock>().Select(static block => block.Text)]), ServerJson.Default.HandbookAnswer);
        }
        catch (Exception e) when (e is McpException or IOException)
        {
            throw new ToolException("the handbook's server cannot be reached", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        _starting.Dispose();
    }

    private async Task<McpClient> ConnectAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_client is { Completion.IsCompleted: false })
                return _client;
            if (_client is not null)
                await _client.DisposeAsync();

            // This program once more, in another role. It inherits no secret.
            string library = typeof(HandbookTool).Assembly.Location, program = Path.ChangeExtension(library, OperatingSystem.IsWindows() ? ".exe" : null);
            StdioClientTransport transport = new(new StdioClientTransportOptions
            {
                Name = "handbook",
                Command = File.Exists(program) ? program : "dotnet",
                Arguments = File.Exists(program) ? ["handbook"] : [library, "handbook"],
                InheritEnvironmentVariables = false,
                EnvironmentVariables = StdioClientTransportOptions.GetDefaultEnvironmentVariables().ToDictionary(static pair => pair.Key, static pair => (string?)pair.Value),
            });
            return _client = await McpClient.CreateAsync(transport, cancellationToken: cancellationToken);
        }
        finally
        {
            _starting.Release();
        }
    }
}

/// <summary>What the handbook says.</summary>
/// <param name="Sections">The sections that were found, the best first.</param>
internal sealed record HandbookAnswer(string[] Sections);
