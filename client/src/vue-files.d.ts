// For tools that read TypeScript without reading Vue; vue-tsc knows the real type of every component.
declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent
  export default component
}
