using System.Text.Json;

namespace Quickstart.Replay;

/// <summary>A recorded conversation between a customer, a model and the tools of an airline.</summary>
internal sealed record Trajectory(string Name, IReadOnlyList<Step> Steps)
{
    /// <summary>Reads all trajectories, and hands every recorded tool result to <paramref name="recorded"/>.</summary>
    internal static IReadOnlyList<Trajectory> ReadAll(string file, Action<string, JsonElement, JsonElement> recorded)
    {
        Dictionary<string, List<Step>> trajectories = [];
        Dictionary<string, long> characters = [];
        Dictionary<string, Step> calls = [];
        foreach (string line in File.ReadLines(file))
        {
            JsonElement root = JsonDocument.Parse(line).RootElement;
            string name = root.GetProperty("trace").GetString()!;
            int seq = root.GetProperty("seq").GetInt32();
            JsonElement payload = root.GetProperty("payload");
            if (!trajectories.TryGetValue(name, out List<Step>? steps))
                trajectories.Add(name, steps = []);
            long before = characters.GetValueOrDefault(name);
            characters[name] = before + line.Length;
            switch (root.GetProperty("type").GetString())
            {
                case "assistant_message":
                    steps.Add(new Step(seq, null, default, before, payload.GetProperty("content").GetString()?.Length ?? 0));
                    break;
                case "tool_call":
                    Step call = new(seq, payload.GetProperty("action").GetString(), payload.GetProperty("args"), 0, 0);
                    steps.Add(call);
                    calls[name] = call;
                    break;
                case "tool_result" when calls.TryGetValue(name, out Step? asked):
                    recorded(asked.Action!, asked.Args, payload.GetProperty("result"));
                    break;
            }
        }

        return [.. trajectories.Select(static pair => new Trajectory(pair.Key, pair.Value))];
    }
}
