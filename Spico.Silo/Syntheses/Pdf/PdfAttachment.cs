namespace Spico.Silo.Syntheses.Pdf;

/// <summary>A file to attach to a PDF.</summary>
/// <param name="Name">Its name, as readers show it.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Relationship">What it is to the document, in the words of ISO 32000-2.</param>
internal sealed record PdfAttachment(string Name, string MediaType, long Length, string Relationship);
