namespace ReferenceServer.Tools;

/// <summary>The tools that plans may name.</summary>
internal sealed class ToolBox(IEnumerable<ITool> tools)
{
    private readonly Dictionary<string, ITool> _tools = tools.ToDictionary(static tool => tool.Name, StringComparer.Ordinal);

    internal IEnumerable<string> Names => _tools.Keys.Order(StringComparer.Ordinal);

    internal ITool? Find(string name) => _tools.GetValueOrDefault(name);
}
