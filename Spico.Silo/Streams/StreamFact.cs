using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>A fact as a fold sees it.</summary>
/// <param name="Head">Where the stream stands with this fact.</param>
/// <param name="Author">Who did it.</param>
/// <param name="DataClass">What it is about.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Body">
/// Holds the body alone. Null for a kind whose body the fold said it does not read.
/// </param>
internal readonly record struct StreamFact(
    StreamHead Head, PersonId Author, DataClass DataClass, Fact.BodyOneofCase Kind, Fact? Body);
