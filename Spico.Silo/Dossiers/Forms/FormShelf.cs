using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>The completed forms of a dossier: a book for each class, because each has its readers.</summary>
internal sealed class FormShelf
{
    /// <summary>The books.</summary>
    public FormBook[] Books { get; } = [.. FormThemes.Classes.Select(each => new FormBook(each))];

    /// <summary>The book of a class.</summary>
    public FormBook Of(DataClass dataClass) => Array.Find(Books, book => book.Class == dataClass)!;

    /// <summary>A form, or null.</summary>
    public FormResponse? Find(ulong response) =>
        Books.Select(book => book.Find(response)).FirstOrDefault(found => found is not null);
}
