using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Quickstart.Airline;

/// <summary>How results of the airline's tools are written.</summary>
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class AirlineJson : JsonSerializerContext;
