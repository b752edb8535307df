namespace Spico.Silo.Files.Inspection;

/// <summary>A kind of file that can be shared.</summary>
/// <param name="Name">Its media type.</param>
/// <param name="Extensions">What names of such files end with; the first is given to one without an ending.</param>
/// <param name="Family">What must be done with it.</param>
internal sealed record MediaType(string Name, string[] Extensions, MediaFamily Family = MediaFamily.Opaque);
