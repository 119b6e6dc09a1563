using System.ComponentModel;
using ModelContextProtocol.Server;

namespace ReferenceServer.Tools;

/// <summary>The sample's MCP server: a handbook to search, spoken to over standard input and output. Role <c>handbook</c> of the program.</summary>
[McpServerToolType]
internal static class HandbookServer
{
    private const int MaxSections = 3;

    private static readonly (string Title, string Text)[] Sections = Read();

    internal static async Task<int> RunAsync()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddMcpServer().WithStdioServerTransport().WithTools([McpServerTool.Create(Search, new McpServerToolCreateOptions { Name = "search", ReadOnly = true, Idempotent = true })]);
        using IHost host = builder.Build();
        await host.RunAsync();
        return 0;
    }

    /// <summary>Returns the sections that have most of the words.</summary>
    [Description("Searches the handbook of the support desk.")]
    internal static string[] Search([Description("Words to look for.")] string query)
    {
        string[] words = query.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return
        [
            .. Sections.Select(section => (section, hits: words.Count(word => $"{section.Title} {section.Text}".Contains(word, StringComparison.OrdinalIgnoreCase))))
                .Where(static found => found.hits > 0).OrderByDescending(static found => found.hits).Take(MaxSections).Select(static found => $"{found.section.Title}: {found.section.Text}"),
        ];
    }

    private static (string, string)[] Read()
    {
        using StreamReader reader = new(typeof(HandbookServer).Assembly.GetManifestResourceStream("ReferenceServer.Tools.Handbook.md")!);
        return [.. reader.ReadToEnd().Split("# ", StringSplitOptions.RemoveEmptyEntries).Select(static section => section.Split('\n', 2)).Select(static parts => (parts[0].Trim(), parts[1].Trim()))];
    }
}
